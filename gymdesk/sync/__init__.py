"""How the remote systems and the store meet: requests, sources, reconciling, the engine."""
