#include "descriptor.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "uv-poll.h"

/* It outlives the instance data of the environment: the handles of libuv are closed in the turns
 * that come after the cleanup hook, and a synchronous hook would let the loop end before. */
typedef struct {
  napi_env env;
  uv_loop_t *loop;
  napi_async_cleanup_hook_handle hook;
  Descriptor *first;
  unsigned closing; /* handles of libuv whose closing is under way */
  bool ending;
} Environment;

struct descriptor {
  Environment *environment;
  int fd;
  uv_poll_t *poll;      /* NULL while nobody watches */
  napi_ref callback;    /* strong; what it closes over keeps this descriptor */
  bool keeps_alive;
  Descriptor *previous; /* the open ones of the environment */
  Descriptor *next;
};

static void finish_if_idle(Environment *environment) {
  if (!environment->ending || environment->closing > 0) return;
  napi_remove_async_cleanup_hook(environment->hook);
  free(environment);
}

static void on_poll_closed(uv_handle_t *handle) {
  Environment *environment = uv_handle_get_data(handle);
  free(handle);
  environment->closing--;
  finish_if_idle(environment);
}

static void stop_watching(Descriptor *descriptor) {
  if (descriptor->poll == NULL) return;
  Environment *environment = descriptor->environment;
  uv_handle_t *handle = (uv_handle_t *)descriptor->poll;
  descriptor->poll = NULL;
  uv_handle_set_data(handle, environment);
  environment->closing++;
  uv_close(handle, on_poll_closed);
  napi_delete_reference(environment->env, descriptor->callback);
  descriptor->callback = NULL;
}

/* Returns the number, which is no longer ours; -1 when it was closed. */
static int give_up(Descriptor *descriptor) {
  int fd = descriptor->fd;
  if (fd < 0) return -1;
  stop_watching(descriptor); /* before anybody closes it: epoll must not be left with the number */
  descriptor->fd = -1;
  if (descriptor->next != NULL) descriptor->next->previous = descriptor->previous;
  if (descriptor->previous != NULL) descriptor->previous->next = descriptor->next;
  else descriptor->environment->first = descriptor->next;
  return fd;
}

static void close_descriptor(Descriptor *descriptor) {
  int fd = give_up(descriptor);
  if (fd >= 0) close(fd);
}

static void on_collected(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  close_descriptor(data);
  free(data);
}

static void on_environment_end(napi_async_cleanup_hook_handle hook, void *data) {
  Environment *environment = data;
  environment->hook = hook;
  environment->ending = true;
  while (environment->first != NULL) close_descriptor(environment->first);
  napi_set_instance_data(environment->env, NULL, NULL, NULL);
  finish_if_idle(environment);
}

int environment_create(napi_env env) {
  Environment *environment = calloc(1, sizeof *environment);
  if (environment == NULL) return -ENOMEM;
  environment->env = env;
  if (napi_get_uv_event_loop(env, &environment->loop) != napi_ok ||
      napi_set_instance_data(env, environment, NULL, NULL) != napi_ok ||
      napi_add_async_cleanup_hook(env, on_environment_end, environment, NULL) != napi_ok) {
    free(environment);
    return -EIO;
  }
  return 0;
}

napi_value descriptor_create(napi_env env, int fd) {
  if (fd < 0) return outcome(env, -1);
  Environment *environment = NULL;
  napi_get_instance_data(env, (void **)&environment);
  Descriptor *descriptor = environment == NULL ? NULL : calloc(1, sizeof *descriptor);
  napi_value value = NULL;
  if (descriptor == NULL ||
      napi_create_external(env, descriptor, on_collected, NULL, &value) != napi_ok) {
    free(descriptor);
    close(fd);
    return number(env, -ENOMEM);
  }
  *descriptor = (Descriptor){
      .environment = environment, .fd = fd, .keeps_alive = true, .next = environment->first};
  if (descriptor->next != NULL) descriptor->next->previous = descriptor;
  environment->first = descriptor;
  return value;
}

static Descriptor *descriptor_of(napi_env env, napi_value value) {
  void *descriptor = NULL;
  napi_get_value_external(env, value, &descriptor);
  return descriptor;
}

int descriptor_fd(napi_env env, napi_value value) {
  const Descriptor *descriptor = descriptor_of(env, value);
  return descriptor == NULL ? -1 : descriptor->fd;
}

int fd_at(const Arguments *arguments, int index) {
  return descriptor_fd(arguments->env, arguments->values[index]);
}

static void call_back(napi_env env, napi_ref reference) {
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return;
  napi_value callback;
  napi_value global;
  napi_value error;
  bool has_thrown = false;
  if (napi_get_reference_value(env, reference, &callback) == napi_ok &&
      napi_get_global(env, &global) == napi_ok) {
    napi_make_callback(env, NULL, global, callback, 0, NULL, NULL);
    napi_is_exception_pending(env, &has_thrown);
  }
  /* As if it was thrown by any other callback of the loop. */
  if (has_thrown && napi_get_and_clear_last_exception(env, &error) == napi_ok) {
    napi_fatal_exception(env, error);
  }
  napi_close_handle_scope(env, scope);
}

static void on_readable(uv_poll_t *poll, int status, int events) {
  (void)events;
  Descriptor *descriptor = uv_handle_get_data((uv_handle_t *)poll);
  if (status < 0) {
    /* EPOLLERR, such as an interface that went down: libuv has stopped the handle. The error itself
     * is for the next receive to clear. */
    uv_poll_start(poll, UV_READABLE, on_readable);
  }
  /* Last: the callback may close the descriptor. */
  call_back(descriptor->environment->env, descriptor->callback);
}

static int start_watching(Descriptor *descriptor, napi_value callback) {
  Environment *environment = descriptor->environment;
  uv_poll_t *poll = calloc(1, uv_handle_size(UV_POLL));
  if (poll == NULL) return -ENOMEM;
  int result = uv_poll_init(environment->loop, poll, descriptor->fd);
  if (result < 0) {
    free(poll); /* libuv knows a handle only when its initialisation succeeded */
    return result;
  }
  uv_handle_set_data((uv_handle_t *)poll, descriptor);
  descriptor->poll = poll;
  napi_create_reference(environment->env, callback, 1, &descriptor->callback);
  if (!descriptor->keeps_alive) uv_unref((uv_handle_t *)poll);
  return uv_poll_start(poll, UV_READABLE, on_readable);
}

napi_value descriptor_close(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  Descriptor *descriptor = descriptor_of(env, arguments.values[0]);
  if (descriptor != NULL) close_descriptor(descriptor);
  return number(env, 0);
}

napi_value descriptor_release(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  Descriptor *descriptor = descriptor_of(env, arguments.values[0]);
  int fd = descriptor == NULL ? -1 : give_up(descriptor);
  return number(env, fd < 0 ? -EBADF : fd);
}

napi_value descriptor_watch(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  Descriptor *descriptor = descriptor_of(env, arguments.values[0]);
  if (descriptor == NULL || descriptor->fd < 0) return number(env, -EBADF);
  napi_valuetype type = napi_undefined;
  napi_typeof(env, arguments.values[1], &type);
  stop_watching(descriptor);
  return number(env, type == napi_function ? start_watching(descriptor, arguments.values[1]) : 0);
}

napi_value descriptor_keep_alive(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  Descriptor *descriptor = descriptor_of(env, arguments.values[0]);
  if (descriptor == NULL || descriptor->fd < 0) return number(env, -EBADF);
  descriptor->keeps_alive = int_at(&arguments, 1) != 0;
  uv_handle_t *handle = (uv_handle_t *)descriptor->poll;
  if (handle != NULL && descriptor->keeps_alive) uv_ref(handle);
  if (handle != NULL && !descriptor->keeps_alive) uv_unref(handle);
  return number(env, 0);
}
