"""Content of the region (地区内容), edited by staff with review and versions."""
