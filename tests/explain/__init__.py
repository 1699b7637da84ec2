"""What is told to people: every table entry renders, every stage has words, nothing typed in a login is repeated."""
