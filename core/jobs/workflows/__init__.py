"""The kinds of job, a file each: request model, report model and `run(job, request) -> report`."""
