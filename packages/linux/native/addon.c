/* What Node lacks on Linux, as thin as it goes: system calls on descriptors that JavaScript owns.
 * Structures of the kernel are encoded in TypeScript; failures are negative errno numbers. */
#include <errno.h>
#include <net/if.h>

#include "clock.h"
#include "descriptor.h"
#include "socket.h"

/* (name) -> index of the interface */
static napi_value interface_index(napi_env env, napi_callback_info info) {
  Arguments arguments = arguments_of(env, info);
  char name[IF_NAMESIZE + 1];
  size_t length = 0;
  napi_get_value_string_utf8(env, arguments.values[0], name, sizeof name, &length);
  if (length == 0 || length >= IF_NAMESIZE) return number(env, -ENODEV);
  unsigned index = if_nametoindex(name);
  return index == 0 ? outcome(env, -1) : number(env, index);
}

NAPI_MODULE_INIT() {
  const struct {
    const char *name;
    napi_callback function;
  } functions[] = {
      {"open", socket_open},
      {"bind", socket_bind},
      {"connect", socket_connect},
      {"setOption", socket_set_option},
      {"getOption", socket_get_option},
      {"attachFilter", socket_attach_filter},
      {"send", socket_send},
      {"sendBatch", socket_send_batch},
      {"receive", socket_receive},
      {"close", descriptor_close},
      {"release", descriptor_release},
      {"watch", descriptor_watch},
      {"keepAlive", descriptor_keep_alive},
      {"poll", descriptors_poll},
      {"openTimer", timer_open},
      {"setTimer", timer_set},
      {"now", clock_now},
      {"interfaceIndex", interface_index},
  };
  if (environment_create(env) < 0) {
    napi_throw_error(env, NULL, "the addon could not be initialised");
    return NULL;
  }
  for (size_t at = 0; at < sizeof functions / sizeof *functions; at++) {
    napi_value function;
    const char *name = functions[at].name;
    if (napi_create_function(env, name, NAPI_AUTO_LENGTH, functions[at].function, NULL,
                             &function) != napi_ok ||
        napi_set_named_property(env, exports, name, function) != napi_ok) {
      return NULL;
    }
  }
  return exports;
}
