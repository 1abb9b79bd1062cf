"""Measurements that other tools have written."""
