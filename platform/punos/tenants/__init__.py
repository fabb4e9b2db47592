"""Associations: who they are, their hosts, settings, units and the plugins they have on."""
