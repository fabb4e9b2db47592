"""What tests of the core and of plugins build on."""
