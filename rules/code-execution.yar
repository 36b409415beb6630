// Foreign code runs.
