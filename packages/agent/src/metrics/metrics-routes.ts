import { systemClock } from '@holdfast/core'
import type { Registry } from 'prom-client'
import { answerWith } from '../http/http-server.js'
import type { Routes } from '../http/http-server.js'
import { SharedText } from '../http/shared-text.js'

/** What Prometheus asks for. */
export function metricsRoutes(registry: Registry): Routes {
  const text = new SharedText(systemClock, () => registry.metrics())
  return {
    '/metrics': async (_request, response) => {
      answerWith(response, 200, await text.read(), registry.contentType)
    },
  }
}
