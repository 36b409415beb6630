// Tool definitions that steer how other tools are used.
