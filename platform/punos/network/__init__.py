"""The network: figures that its members share, compared without anybody being seen."""
