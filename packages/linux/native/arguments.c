#include "arguments.h"

#include <errno.h>

Arguments arguments_of(napi_env env, napi_callback_info info) {
  Arguments arguments = {.env = env};
  size_t count = MAX_ARGUMENTS;
  napi_get_cb_info(env, info, &count, arguments.values, NULL, NULL);
  return arguments;
}

int int_at(const Arguments *arguments, int index) {
  int32_t value = 0;
  napi_get_value_int32(arguments->env, arguments->values[index], &value);
  return value;
}

double double_at(const Arguments *arguments, int index) {
  double value = 0;
  napi_get_value_double(arguments->env, arguments->values[index], &value);
  return value;
}

Bytes bytes_at(const Arguments *arguments, int index) {
  return bytes_of(arguments->env, arguments->values[index]);
}

Bytes bytes_of(napi_env env, napi_value value) {
  Bytes bytes = {NULL, 0};
  napi_get_typedarray_info(env, value, NULL, &bytes.length, &bytes.data, NULL, NULL);
  return bytes;
}

uint32_t array_length_at(const Arguments *arguments, int index) {
  uint32_t length = 0;
  napi_get_array_length(arguments->env, arguments->values[index], &length);
  return length;
}

napi_value array_element(const Arguments *arguments, int index, uint32_t position) {
  napi_value element = NULL;
  napi_get_element(arguments->env, arguments->values[index], position, &element);
  return element;
}

napi_value number(napi_env env, double value) {
  napi_value result = NULL;
  napi_create_double(env, value, &result);
  return result;
}

napi_value outcome(napi_env env, long result) {
  return number(env, result < 0 ? -errno : result);
}
