/*
 * pxapp: the application that the test hosts run.
 *
 * It is as small as it can be (one static program, a thread per connection), so that 27 of them leave the cores to what is
 * measured, and it does on purpose what real applications do badly: start slowly, fail their health check, crash, drop their
 * requests when told to stop.
 *
 *   HEAD|GET /api/v1/my/status   200 when ready, else 503 and the reason
 *   GET  /                       "version N"
 *   GET  /slow?ms=N              the same, after N ms
 *   POST anything[?ms=N]         reads the whole body, answers its size in bytes (after N ms)
 *   GET  /ws                     WebSocket echo
 *   GET  /events[?count=N]       server-sent events, one each 200 ms
 *
 * Every answer says who gave it: X-Version and X-Slot (the container's host name).
 *
 * Settings, all from the environment:
 *   VERSION            what X-Version says
 *   PORT               8080
 *   LISTEN_AFTER_MS    the port is closed until then
 *   READY_AFTER_MS     the port is open, but every path answers 503 until then (counted from the program's start)
 *   HEALTH_FLAP_MS     the health path is good for so long, then bad for so long, and so on
 *   LEAK_AFTER_MS      from then on it takes memory, 1 MiB each ms, until the kernel kills it (512 MiB at most)
 *   FAIL               crash: exits 1 where it would have opened its port; sick: the health path always answers 503
 *   ON_TERM            graceful (default): no new connections, requests in flight finish (10 s at most), exit 0
 *                      abrupt: gone at once; ignore: nothing happens
 *   WS_ON_TERM         close (default): a close frame 1001, and a moment for the reply; ignore: kept until killed
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    IDLE_MS = 75 * 1000,         /* a keep-alive connection without a request */
    TRANSFER_MS = 30 * 1000,     /* between two pieces of one request or answer */
    WAIT_MS_MAX = 600 * 1000,    /* ?ms= */
    STREAM_MS_MAX = 3600 * 1000, /* a websocket without a frame, an event stream as a whole */
    GRACE_MS = 10 * 1000,        /* requests in flight after SIGTERM */
    WS_BYE_MS = 2 * 1000,        /* the reply to our close frame */
    LINGER_MS = 500,             /* what still arrives after our last answer */
    EVENT_MS = 200,
    LEAK_MIB_MAX = 512,
    CONNECTIONS_MAX = 16 * 1024,
    STACK_BYTES = 128 * 1024,
    HEAD_BYTES_MAX = 16 * 1024,
    WS_PAYLOAD_MAX = 64 * 1024,
};
static const uint64_t BODY_BYTES_MAX = 1ull << 32;

enum on_term { TERM_GRACEFUL, TERM_ABRUPT, TERM_IGNORE };

static struct {
    const char *version;
    char slot[256];
    int port;
    long listen_after, ready_after, health_flap, leak_after;
    bool crash, sick, ws_close;
    enum on_term on_term;
} app;

static int64_t born;                    /* ms of the monotonic clock */
static int stopping_event;              /* readable for ever once we are stopping: wakes every poll() that includes it */
static atomic_bool stopping;
static atomic_int connections;          /* all of them */
static atomic_int websockets;           /* those that upgraded */

/* ---- small things ------------------------------------------------------------------------------------------------- */

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void sleep_ms(long ms) {
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    while (nanosleep(&t, &t) == -1 && errno == EINTR) {
    }
}

static void say(const char *format, ...) {
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    fprintf(stderr, "pxapp: %s\n", line);
}

static long env_ms(const char *name) {
    const char *text = getenv(name);
    long ms = text ? atol(text) : 0;
    return ms < 0 ? 0 : ms > WAIT_MS_MAX ? WAIT_MS_MAX : ms;
}

static bool env_is(const char *name, const char *value) {
    const char *text = getenv(name);
    return text && !strcmp(text, value);
}

/* ---- a connection: bytes in, bytes out ---------------------------------------------------------------------------- */

struct connection {
    int fd;
    size_t start, end;              /* what was read and not yet used: buffer[start, end) */
    char buffer[HEAD_BYTES_MAX];
};

/* Reads more into the buffer; false at the end of the stream, on an error, after a timeout, or when the buffer is full. */
static bool fill(struct connection *c, int timeout_ms) {
    if (c->start > 0) {
        memmove(c->buffer, c->buffer + c->start, c->end - c->start);
        c->end -= c->start;
        c->start = 0;
    }
    if (c->end == sizeof c->buffer) {
        return false;
    }
    struct pollfd p = {c->fd, POLLIN, 0};
    if (poll(&p, 1, timeout_ms) <= 0) {
        return false;
    }
    ssize_t n = recv(c->fd, c->buffer + c->end, sizeof c->buffer - c->end, 0);
    if (n <= 0) {
        return false;
    }
    c->end += (size_t) n;
    return true;
}

static bool send_all(int fd, const void *bytes, size_t length) {
    const char *at = bytes;
    while (length > 0) {
        ssize_t n = send(fd, at, length, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        at += n;
        length -= (size_t) n;
    }
    return true;
}

/*
 * Waits until there is something to read. When we are stopping and nothing has come, the connection is idle and may go;
 * a request that is already here is still answered.
 */
static bool wait_readable(struct connection *c, int timeout_ms, bool until_stopping) {
    if (c->end > c->start) {
        return true;
    }
    struct pollfd p[2] = {{c->fd, POLLIN, 0}, {stopping_event, POLLIN, 0}};
    int ready = poll(p, until_stopping ? 2 : 1, timeout_ms);
    return ready > 0 && p[0].revents;
}

/* ---- a request ---------------------------------------------------------------------------------------------------- */

struct request {
    char method[16], path[256], query[256], ws_key[64];
    bool keep_alive, chunked, expects_continue, upgrade;
    uint64_t length;
};

static bool header_has(const char *value, const char *word) {
    return strcasestr(value, word) != NULL;
}

static bool parse_head(char *head, struct request *r) {
    memset(r, 0, sizeof *r);
    char *rest = NULL;
    char *line = strtok_r(head, "\r\n", &rest);
    char target[512];
    int minor = 0;
    if (!line || sscanf(line, "%15s %511s HTTP/1.%d", r->method, target, &minor) != 3) {
        return false;
    }
    r->keep_alive = minor >= 1;
    char *question = strchr(target, '?');
    if (question) {
        *question = 0;
        snprintf(r->query, sizeof r->query, "%.255s", question + 1);
    }
    snprintf(r->path, sizeof r->path, "%.255s", target);
    while ((line = strtok_r(NULL, "\r\n", &rest))) {
        char *colon = strchr(line, ':');
        if (!colon) {
            return false;
        }
        *colon = 0;
        const char *value = colon + 1 + strspn(colon + 1, " \t");
        if (!strcasecmp(line, "content-length")) {
            r->length = strtoull(value, NULL, 10);
        } else if (!strcasecmp(line, "transfer-encoding")) {
            r->chunked = header_has(value, "chunked");
        } else if (!strcasecmp(line, "connection")) {
            r->keep_alive = header_has(value, "close") ? false : r->keep_alive || header_has(value, "keep-alive");
        } else if (!strcasecmp(line, "expect")) {
            r->expects_continue = header_has(value, "100-continue");
        } else if (!strcasecmp(line, "upgrade")) {
            r->upgrade = header_has(value, "websocket");
        } else if (!strcasecmp(line, "sec-websocket-key")) {
            snprintf(r->ws_key, sizeof r->ws_key, "%.63s", value);
        }
    }
    return true;
}

static bool read_head(struct connection *c, struct request *r) {
    char *end;
    while (!(end = memmem(c->buffer + c->start, c->end - c->start, "\r\n\r\n", 4))) {
        if (!fill(c, TRANSFER_MS)) {
            return false;
        }
    }
    *end = 0;
    char *head = c->buffer + c->start;
    c->start = (size_t) (end + 4 - c->buffer);
    return parse_head(head, r);
}

static bool skip(struct connection *c, uint64_t length) {
    while (length > 0) {
        if (c->end == c->start && !fill(c, TRANSFER_MS)) {
            return false;
        }
        uint64_t here = c->end - c->start;
        uint64_t used = here < length ? here : length;
        c->start += (size_t) used;
        length -= used;
    }
    return true;
}

static bool read_line(struct connection *c, char *line, size_t size) {
    char *end;
    while (!(end = memmem(c->buffer + c->start, c->end - c->start, "\r\n", 2))) {
        if (!fill(c, TRANSFER_MS)) {
            return false;
        }
    }
    snprintf(line, size, "%.*s", (int) (end - c->buffer - (long) c->start), c->buffer + c->start);
    c->start = (size_t) (end + 2 - c->buffer);
    return true;
}

static bool read_body(struct connection *c, const struct request *r, uint64_t *bytes) {
    static const char CONTINUE[] = "HTTP/1.1 100 Continue\r\n\r\n";
    *bytes = 0;
    if (r->expects_continue && !send_all(c->fd, CONTINUE, sizeof CONTINUE - 1)) {
        return false;
    }
    if (!r->chunked) {
        *bytes = r->length;
        return r->length <= BODY_BYTES_MAX && skip(c, r->length);
    }
    char line[64];
    for (;;) {
        if (!read_line(c, line, sizeof line)) {
            return false;
        }
        uint64_t size = strtoull(line, NULL, 16);
        if (size == 0) {
            break;
        }
        *bytes += size;
        if (size > BODY_BYTES_MAX || *bytes > BODY_BYTES_MAX || !skip(c, size) || !read_line(c, line, sizeof line)) {
            return false;
        }
    }
    do { /* trailers, up to the empty line */
        if (!read_line(c, line, sizeof line)) {
            return false;
        }
    } while (line[0]);
    return true;
}

static long query_number(const struct request *r, const char *name, long otherwise) {
    size_t length = strlen(name);
    for (const char *at = r->query; *at;) {
        if (!strncmp(at, name, length) && at[length] == '=') {
            return atol(at + length + 1);
        }
        at += strcspn(at, "&");
        at += *at == '&';
    }
    return otherwise;
}

static void wait_as_asked(const struct request *r) {
    long ms = query_number(r, "ms", 0);
    if (ms > 0) {
        sleep_ms(ms > WAIT_MS_MAX ? WAIT_MS_MAX : ms);
    }
}

/* ---- answers ------------------------------------------------------------------------------------------------------ */

static bool answer(struct connection *c, struct request *r, const char *status, const char *format, ...) {
    char body[512], head[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(body, sizeof body, format, arguments);
    va_end(arguments);
    if (stopping) {
        r->keep_alive = false;
    }
    int head_length = snprintf(head, sizeof head,
            "HTTP/1.1 %s\r\nX-Version: %s\r\nX-Slot: %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n%s\r\n",
            status, app.version, app.slot, length, r->keep_alive ? "" : "Connection: close\r\n");
    /* One write, so that an answer is either there or not. */
    char whole[sizeof head + sizeof body];
    memcpy(whole, head, (size_t) head_length);
    memcpy(whole + head_length, body, (size_t) length);
    bool head_only = !strcmp(r->method, "HEAD");
    return send_all(c->fd, whole, (size_t) (head_only ? head_length : head_length + length));
}

static bool answer_health(struct connection *c, struct request *r) {
    if (app.sick) {
        return answer(c, r, "503 Service Unavailable", "sick: the cache at cache.internal:6379 refuses the connection\n");
    }
    if (stopping) {
        return answer(c, r, "503 Service Unavailable", "stopping\n");
    }
    if (app.health_flap > 0 && (now_ms() - born) / app.health_flap % 2 == 1) {
        return answer(c, r, "503 Service Unavailable", "flapping\n");
    }
    return answer(c, r, "200 OK", "ready\n");
}

static void stream_events(struct connection *c, const struct request *r) {
    char text[512];
    int length = snprintf(text, sizeof text,
            "HTTP/1.1 200 OK\r\nX-Version: %s\r\nX-Slot: %s\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
            "Transfer-Encoding: chunked\r\n%s\r\n",
            app.version, app.slot, r->keep_alive ? "" : "Connection: close\r\n");
    if (!send_all(c->fd, text, (size_t) length)) {
        return;
    }
    long count = query_number(r, "count", 0);
    long most = count > 0 && count < STREAM_MS_MAX / EVENT_MS ? count : STREAM_MS_MAX / EVENT_MS;
    for (long event = 1; event <= most; event++) {
        char data[256];
        int size = snprintf(data, sizeof data, "id: %ld\ndata: version %s\n\n", event, app.version);
        length = snprintf(text, sizeof text, "%x\r\n%s\r\n", (unsigned) size, data);
        if (!send_all(c->fd, text, (size_t) length)) {
            return;
        }
        if (stopping && count <= 0) {
            break; /* a stream without an end ends properly, between two events; one with an end is a request in flight */
        }
        if (event < most) {
            struct pollfd p[2] = {{c->fd, POLLRDHUP, 0}, {stopping_event, POLLIN, 0}};
            poll(p, count > 0 ? 1 : 2, EVENT_MS);
            if (p[0].revents & (POLLRDHUP | POLLHUP | POLLERR)) {
                return;
            }
        }
    }
    send_all(c->fd, "0\r\n\r\n", 5);
}

/* ---- WebSocket (RFC 6455) ----------------------------------------------------------------------------------------- */

static uint32_t rotate_left(uint32_t word, int bits) {
    return word << bits | word >> (32 - bits);
}

/* SHA-1 of a short text (here 60 bytes: a key and a constant). */
static void sha1(const char *text, uint8_t digest[20]) {
    uint8_t message[192] = {0};
    size_t length = strlen(text);
    size_t blocks = (length + 8) / 64 + 1;
    memcpy(message, text, length);
    message[length] = 0x80;
    for (int i = 0; i < 8; i++) {
        message[blocks * 64 - 1 - (size_t) i] = (uint8_t) ((uint64_t) length * 8 >> (8 * i));
    }
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    for (size_t block = 0; block < blocks; block++) {
        uint32_t w[80];
        for (int i = 0; i < 16; i++) {
            const uint8_t *at = message + block * 64 + i * 4;
            w[i] = (uint32_t) at[0] << 24 | (uint32_t) at[1] << 16 | (uint32_t) at[2] << 8 | at[3];
        }
        for (int i = 16; i < 80; i++) {
            w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        }
        uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 80; i++) {
            uint32_t f, k;
            if (i < 20) {
                f = (b & c) | (~b & d), k = 0x5A827999;
            } else if (i < 40) {
                f = b ^ c ^ d, k = 0x6ED9EBA1;
            } else if (i < 60) {
                f = (b & c) | (b & d) | (c & d), k = 0x8F1BBCDC;
            } else {
                f = b ^ c ^ d, k = 0xCA62C1D6;
            }
            uint32_t next = rotate_left(a, 5) + f + e + k + w[i];
            e = d, d = c, c = rotate_left(b, 30), b = a, a = next;
        }
        h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
    }
    for (int i = 0; i < 20; i++) {
        digest[i] = (uint8_t) (h[i / 4] >> (24 - i % 4 * 8));
    }
}

static void base64(const uint8_t *bytes, size_t length, char *text) {
    static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        uint32_t three = (uint32_t) bytes[i] << 16;
        three |= i + 1 < length ? (uint32_t) bytes[i + 1] << 8 : 0;
        three |= i + 2 < length ? bytes[i + 2] : 0;
        *text++ = ALPHABET[three >> 18];
        *text++ = ALPHABET[three >> 12 & 63];
        *text++ = i + 1 < length ? ALPHABET[three >> 6 & 63] : '=';
        *text++ = i + 2 < length ? ALPHABET[three & 63] : '=';
    }
    *text = 0;
}

enum { OP_CLOSE = 8, OP_PING = 9, OP_PONG = 10 };

struct frame {
    int opcode;
    bool final;
    size_t length;
    uint8_t payload[WS_PAYLOAD_MAX];
};

static bool take(struct connection *c, uint8_t *into, size_t length) {
    while (length > 0) {
        if (c->end == c->start && !fill(c, TRANSFER_MS)) {
            return false;
        }
        size_t here = c->end - c->start;
        size_t used = here < length ? here : length;
        memcpy(into, c->buffer + c->start, used);
        c->start += used;
        into += used;
        length -= used;
    }
    return true;
}

static bool read_frame(struct connection *c, struct frame *f) {
    uint8_t head[2], extended[8], mask[4];
    if (!take(c, head, 2) || !(head[1] & 0x80)) {
        return false; /* a client must mask */
    }
    uint64_t length = head[1] & 0x7f;
    int more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (more > 0) {
        if (!take(c, extended, (size_t) more)) {
            return false;
        }
        length = 0;
        for (int i = 0; i < more; i++) {
            length = length << 8 | extended[i];
        }
    }
    if (length > WS_PAYLOAD_MAX || !take(c, mask, 4) || !take(c, f->payload, (size_t) length)) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        f->payload[i] ^= mask[i % 4];
    }
    f->opcode = head[0] & 0x0f;
    f->final = head[0] & 0x80;
    f->length = (size_t) length;
    return true;
}

static bool send_frame(int fd, bool final, int opcode, const uint8_t *payload, size_t length) {
    uint8_t head[10] = {(uint8_t) ((final ? 0x80 : 0) | opcode)};
    size_t size = 2;
    if (length < 126) {
        head[1] = (uint8_t) length;
    } else if (length < 65536) {
        head[1] = 126, head[2] = (uint8_t) (length >> 8), head[3] = (uint8_t) length, size = 4;
    } else {
        head[1] = 127, size = 10;
        for (int i = 0; i < 8; i++) {
            head[2 + i] = (uint8_t) ((uint64_t) length >> (56 - 8 * i));
        }
    }
    return send_all(fd, head, size) && send_all(fd, payload, length);
}

/* Answers frames until the other side closes; or, when we are stopping, says 1001 "going away" and waits for the reply. */
static void echo_frames(struct connection *c, struct frame *f) {
    int64_t deadline = 0; /* of the reply to our close frame, once sent */
    for (;;) {
        int64_t left = deadline ? deadline - now_ms() : STREAM_MS_MAX;
        if (left <= 0) {
            return;
        }
        if (!wait_readable(c, (int) left, app.ws_close && !deadline)) {
            if (deadline || !stopping) {
                return;
            }
            static const uint8_t GOING_AWAY[2] = {1001 >> 8, 1001 & 0xff};
            if (!send_frame(c->fd, true, OP_CLOSE, GOING_AWAY, sizeof GOING_AWAY)) {
                return;
            }
            deadline = now_ms() + WS_BYE_MS;
            continue;
        }
        if (!read_frame(c, f)) {
            return;
        }
        if (f->opcode == OP_CLOSE) {
            if (!deadline) {
                send_frame(c->fd, true, OP_CLOSE, f->payload, f->length);
            }
            return;
        }
        if (f->opcode == OP_PONG) {
            continue;
        }
        if (!send_frame(c->fd, f->final, f->opcode == OP_PING ? OP_PONG : f->opcode, f->payload, f->length)) {
            return;
        }
    }
}

static void websocket(struct connection *c, const struct request *r) {
    char key[128], accept[32], head[512];
    uint8_t digest[20];
    snprintf(key, sizeof key, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", r->ws_key);
    sha1(key, digest);
    base64(digest, sizeof digest, accept);
    int length = snprintf(head, sizeof head,
            "HTTP/1.1 101 Switching Protocols\r\nX-Version: %s\r\nX-Slot: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: %s\r\n\r\n",
            app.version, app.slot, accept);
    struct frame *f = malloc(sizeof *f);
    if (f) {
        websockets++;
        if (send_all(c->fd, head, (size_t) length)) {
            echo_frames(c, f);
        }
        websockets--;
    }
    free(f);
}

/* ---- serving ------------------------------------------------------------------------------------------------------ */

/* Answers one request; true when the connection may carry another. */
static bool serve_request(struct connection *c) {
    struct request r;
    uint64_t bytes;
    if (!read_head(c, &r)) {
        return false;
    }
    if (!read_body(c, &r, &bytes)) {
        return false;
    }
    bool sent;
    if (now_ms() - born < app.ready_after) {
        sent = answer(c, &r, "503 Service Unavailable", "starting\n");
    } else if (!strcmp(r.path, "/api/v1/my/status")) {
        sent = answer_health(c, &r);
    } else if (!strcmp(r.path, "/ws") && r.upgrade && r.ws_key[0]) {
        websocket(c, &r);
        return false;
    } else if (!strcmp(r.method, "POST")) {
        wait_as_asked(&r);
        sent = answer(c, &r, "200 OK", "%llu\n", (unsigned long long) bytes);
    } else if (strcmp(r.method, "GET") && strcmp(r.method, "HEAD")) {
        sent = answer(c, &r, "405 Method Not Allowed", "only HEAD, GET and POST\n");
    } else if (!strcmp(r.path, "/")) {
        sent = answer(c, &r, "200 OK", "version %s\n", app.version);
    } else if (!strcmp(r.path, "/slow")) {
        wait_as_asked(&r);
        sent = answer(c, &r, "200 OK", "version %s\n", app.version);
    } else if (!strcmp(r.path, "/events") && !strcmp(r.method, "GET")) {
        if (stopping) {
            r.keep_alive = false;
        }
        stream_events(c, &r);
        return false;
    } else {
        sent = answer(c, &r, "404 Not Found", "no such path\n");
    }
    return sent && r.keep_alive;
}

static void *serve_connection(void *argument) {
    int fd = (int) (intptr_t) argument;
    struct connection *c = malloc(sizeof *c);
    if (c) {
        c->fd = fd;
        c->start = c->end = 0;
        while (wait_readable(c, IDLE_MS, true) && serve_request(c)) {
        }
        /* Closing with unread bytes would send a reset, which can overtake and destroy our last answer. */
        shutdown(fd, SHUT_WR);
        int64_t deadline = now_ms() + LINGER_MS;
        for (int64_t left; (left = deadline - now_ms()) > 0;) {
            c->start = c->end = 0;
            if (!fill(c, (int) left)) {
                break;
            }
        }
    }
    close(fd);
    free(c);
    connections--;
    return NULL;
}

static void accept_one(int fd) {
    int on = 1;
    struct timeval timeout = {TRANSFER_MS / 1000, 0};
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    pthread_t thread;
    if (++connections > CONNECTIONS_MAX
            || pthread_create(&thread, &attributes, serve_connection, (void *) (intptr_t) fd)) {
        connections--;
        close(fd);
    }
    pthread_attr_destroy(&attributes);
}

static int open_port(void) {
    int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t) app.port)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *) &address, sizeof address) || listen(fd, 1024)) {
        say("cannot listen on port %d: %s", app.port, strerror(errno));
        exit(1);
    }
    return fd;
}

static void accept_until_stopping(int listener) {
    struct pollfd p[2] = {{listener, POLLIN, 0}, {stopping_event, POLLIN, 0}};
    for (;;) {
        poll(p, 2, -1);
        /* Also after the stop: what the kernel has accepted for us would be reset when the listener closes. */
        int fd;
        while ((fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
            accept_one(fd);
        }
        if (errno == EMFILE || errno == ENFILE) {
            sleep_ms(10); /* the descriptor stays readable: do not spin */
        }
        if (stopping) {
            close(listener);
            return;
        }
    }
}

static void *obey_signals(void *signals) {
    for (;;) {
        int signal;
        if (sigwait(signals, &signal)) {
            continue;
        }
        if (app.on_term == TERM_ABRUPT) {
            _exit(128 + signal);
        }
        if (app.on_term == TERM_GRACEFUL && !stopping) {
            say("stopping, %d connections", (int) connections);
            stopping = true;
            uint64_t one = 1;
            if (write(stopping_event, &one, sizeof one) != sizeof one) {
                _exit(1);
            }
        }
    }
}

/* Sleeps like sleep_ms, but leaves with code 0 when told to stop: there is nothing to finish yet. */
static void sleep_before_serving(long ms) {
    struct pollfd p = {stopping_event, POLLIN, 0};
    if (ms > 0 && poll(&p, 1, (int) ms) > 0) {
        exit(0);
    }
}

static void *leak(void *unused) {
    (void) unused;
    sleep_ms(app.leak_after);
    for (int taken = 0; taken < LEAK_MIB_MAX; taken++) {
        char *memory = malloc(1 << 20);
        if (memory) {
            memset(memory, taken, 1 << 20); /* only what was written to is really taken */
        }
        sleep_ms(1);
    }
    return NULL;
}

static void read_settings(void) {
    const char *version = getenv("VERSION");
    app.version = version ? version : "0";
    if (gethostname(app.slot, sizeof app.slot - 1)) {
        strcpy(app.slot, "unknown");
    }
    const char *port = getenv("PORT");
    app.port = port ? atoi(port) : 8080;
    app.listen_after = env_ms("LISTEN_AFTER_MS");
    app.ready_after = env_ms("READY_AFTER_MS");
    app.health_flap = env_ms("HEALTH_FLAP_MS");
    app.leak_after = env_ms("LEAK_AFTER_MS");
    app.crash = env_is("FAIL", "crash");
    app.sick = env_is("FAIL", "sick");
    app.ws_close = !env_is("WS_ON_TERM", "ignore");
    app.on_term = env_is("ON_TERM", "abrupt") ? TERM_ABRUPT : env_is("ON_TERM", "ignore") ? TERM_IGNORE : TERM_GRACEFUL;
}

int main(void) {
    born = now_ms();
    read_settings();
    stopping_event = eventfd(0, EFD_CLOEXEC);
    signal(SIGPIPE, SIG_IGN);

    /* The kernel drops a signal to a container's pid 1 that has no handler, so one thread waits for them. */
    static sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    pthread_t thread;
    if (stopping_event < 0 || pthread_create(&thread, NULL, obey_signals, &signals)) {
        say("cannot start: %s", strerror(errno));
        return 1;
    }
    if (app.leak_after > 0 && pthread_create(&thread, NULL, leak, NULL)) {
        say("cannot leak: %s", strerror(errno));
        return 1;
    }

    sleep_before_serving(app.listen_after);
    if (app.crash) {
        say("cannot open database: no such host db");
        return 1;
    }
    int listener = open_port();
    say("version %s listens on port %d", app.version, app.port);
    accept_until_stopping(listener);

    int64_t deadline = now_ms() + GRACE_MS;
    while (connections > 0 && (now_ms() < deadline || (!app.ws_close && websockets > 0))) {
        sleep_ms(10);
    }
    say("stopped, %d connections cut", (int) connections);
    return 0;
}
