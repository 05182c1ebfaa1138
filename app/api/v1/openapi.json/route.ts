import { openApiDocument } from '@/lib/api/openapi'

/** For whoever reads it, and for tools that make clients: no key is needed. */
export const GET = () =>
  Response.json(openApiDocument(), { headers: { 'cache-control': 'public, max-age=300' } })
