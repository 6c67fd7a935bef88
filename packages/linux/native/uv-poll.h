#ifndef HOLDFAST_UV_POLL_H
#define HOLDFAST_UV_POLL_H

#include <stddef.h>

/* The few functions of libuv that are needed, as in every libuv 1.x. Node's headers for addons
 * leave uv.h out; with the sizes asked for at run time, nothing here depends on a version. */
typedef struct uv_loop_s uv_loop_t;
typedef struct uv_handle_s uv_handle_t;
typedef struct uv_poll_s uv_poll_t;
typedef void (*uv_poll_cb)(uv_poll_t *poll, int status, int events);
typedef void (*uv_close_cb)(uv_handle_t *handle);

enum { UV_POLL = 8 };     /* of uv_handle_type */
enum { UV_READABLE = 1 }; /* of uv_poll_event */

size_t uv_handle_size(int type);
void *uv_handle_get_data(const uv_handle_t *handle);
void uv_handle_set_data(uv_handle_t *handle, void *data);
void uv_ref(uv_handle_t *handle);
void uv_unref(uv_handle_t *handle);
void uv_close(uv_handle_t *handle, uv_close_cb callback);
int uv_poll_init(uv_loop_t *loop, uv_poll_t *poll, int fd);
int uv_poll_start(uv_poll_t *poll, int events, uv_poll_cb callback);

#endif
