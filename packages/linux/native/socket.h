#ifndef HOLDFAST_SOCKET_H
#define HOLDFAST_SOCKET_H

#include "arguments.h"

/* Each is one system call of the same name and returns its result or a negative errno. */

/* (family, type, protocol) -> descriptor */
napi_value socket_open(napi_env env, napi_callback_info info);
/* (descriptor, sockaddr) */
napi_value socket_bind(napi_env env, napi_callback_info info);
/* (descriptor, sockaddr) */
napi_value socket_connect(napi_env env, napi_callback_info info);
/* (descriptor, level, option, value) */
napi_value socket_set_option(napi_env env, napi_callback_info info);
/* (descriptor, level, option, room) -> bytes written to room */
napi_value socket_get_option(napi_env env, napi_callback_info info);
/* (descriptor, struct sock_filter[] | undefined) */
napi_value socket_attach_filter(napi_env env, napi_callback_info info);
/* (descriptor, bytes, sockaddr | undefined) */
napi_value socket_send(napi_env env, napi_callback_info info);
/* (descriptor, messages, first, sockaddr | undefined) -> how many were sent, from `first` on */
napi_value socket_send_batch(napi_env env, napi_callback_info info);
/* (descriptor, slots, data, addresses, facts) -> how many messages; `facts` has 4 numbers for each:
 * length, length of the address, truncated, age in ms */
napi_value socket_receive(napi_env env, napi_callback_info info);

#endif
