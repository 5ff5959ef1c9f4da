"""Reading a file apart: in a process that can do little and be lost, for nobody knows who made the file.

``reader`` is the side that asks, ``__main__`` the side that reads, ``confined`` what a reading child may do,
``reply`` the JSON that comes back and how it is held against its schema, ``frames`` how bytes cross the pipe.
"""
