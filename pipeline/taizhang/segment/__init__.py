"""Words: dictionary walks over open lists, and jieba where a rule must cut a word."""
