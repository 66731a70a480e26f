"""What can be read from files where a source cannot be reached: pure parsers, nothing is stored."""
