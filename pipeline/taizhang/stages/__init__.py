"""The stages of one document, each in its own module, run in the order that `taizhang.document` shows."""
