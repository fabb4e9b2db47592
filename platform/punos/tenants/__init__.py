"""Associations as declared folders, and how one comes to be: provisioning and seeds."""
