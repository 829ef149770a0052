"""The network: one downloader, one raw store. Nothing that loads, compares or builds imports it."""
