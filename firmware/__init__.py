"""The till: law, counter, book, exports, and the one place where they meet."""
