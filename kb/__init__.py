"""Knowledge base: what 渝标通 knows about standards and how it is found."""
