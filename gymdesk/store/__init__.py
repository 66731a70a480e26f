"""What we remember: typed tables, migrations, the unit of work and its repositories."""
