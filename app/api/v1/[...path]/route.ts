import { toErrorResponse } from '@/lib/api/errors'
import { AppError } from '@/lib/errors'

/** Whatever else is asked for here: in the same shape as every other error of the API, not the page for people. */
const notHere = (request: Request) =>
  toErrorResponse(
    new AppError(
      'not_found',
      `There is no ${request.method} ${new URL(request.url).pathname}. What there is: /api/v1/openapi.json.`,
      { details: { code: 'unknown_url' } },
    ),
  )

export { notHere as GET, notHere as POST, notHere as PUT, notHere as PATCH, notHere as DELETE }
