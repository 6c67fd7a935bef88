import type { Registry } from 'prom-client'
import { answerWith } from '../http/http-server.js'
import type { Routes } from '../http/http-server.js'

/** What Prometheus asks for. */
export function metricsRoutes(registry: Registry): Routes {
  return {
    '/metrics': async (_request, response) => {
      answerWith(response, 200, await registry.metrics(), registry.contentType)
    },
  }
}
