"""Tests; a package, since pymrio installs another one of this name."""
