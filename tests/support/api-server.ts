import { serve } from '@hono/node-server'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { callApi } from '@/tests/support/api'

/** The API's routes, listening in this process: what clients talk to that are not of this repository. */
export async function apiServer(): Promise<{ url: string; close(): Promise<void> }> {
  const server = serve({ fetch: callApi, hostname: '127.0.0.1', port: 0 })
  if (!server.listening) await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}
