"""Files that are written once and kept until their time: a folder, or an object store."""
