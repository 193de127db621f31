drop schema ${schema} restrict
