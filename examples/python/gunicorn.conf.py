bind = "0.0.0.0:8080"
workers = 1
worker_class = "gthread"
threads = 16

# Longer than HAProxy keeps an idle connection; gunicorn's own 2 seconds are shorter. (The sync worker keeps none.)
keepalive = 75

# Requests in flight have so long after SIGTERM; less than stop_grace.
graceful_timeout = 25

# Its heartbeat is a file: on a disk that is busy it would take a worker for dead.
worker_tmp_dir = "/dev/shm"
