import 'server-only'
import { unstable_rethrow } from 'next/navigation'
import { z } from 'zod'
import { requireActionUser, requireAdmin, type SessionUser } from '@/lib/auth'
import { AppError, type ErrorCode } from '@/lib/errors'
import { log } from '@/lib/log'
import { isStorable } from '@/lib/storable'

/** What every Server Action answers. `fieldErrors` are by form field, all of them, not only the first. */
export type ActionState<Data = undefined> =
  | { status: 'idle' }
  | { status: 'ok'; data: Data }
  | { status: 'error'; code: ErrorCode; message: string; fieldErrors?: Record<string, string[]> }

function action<User, Schema extends z.ZodType, Data>(
  authorise: () => Promise<User>,
  schema: Schema,
  run: (user: User, input: z.output<Schema>) => Promise<Data>,
) {
  return async (input: FormData | z.input<Schema>): Promise<ActionState<Data>> => {
    try {
      const user = await authorise()
      const raw = input instanceof FormData ? Object.fromEntries(input) : input
      if (!isStorable(raw))
        throw new AppError('bad_request', 'The form contains a character that no text can have.')
      const parsed = schema.safeParse(raw)
      if (!parsed.success) {
        const { fieldErrors, formErrors } = z.flattenError(parsed.error)
        return {
          status: 'error',
          code: 'bad_request',
          message: formErrors[0] ?? 'Please check the marked fields.',
          fieldErrors: fieldErrors as Record<string, string[]>,
        }
      }
      return { status: 'ok', data: await run(user, parsed.data) }
    } catch (error) {
      unstable_rethrow(error)
      if (error instanceof AppError && !error.worthLogging)
        return { status: 'error', code: error.code, message: error.message }
      log.error({ err: error }, 'action failed')
      return {
        status: 'error',
        code: 'internal',
        message: 'Something went wrong on our side. Nothing was charged.',
      }
    }
  }
}

/**
 * Makes a Server Action: checks the session, parses the input (form data or a plain value), runs, and turns what went
 * wrong into a state the form can show.
 */
export function userAction<Schema extends z.ZodType, Data>(
  schema: Schema,
  run: (user: SessionUser, input: z.output<Schema>) => Promise<Data>,
) {
  return action(requireActionUser, schema, run)
}

/** The same for the owner's buttons: for anybody else there is no such action. */
export function adminAction<Schema extends z.ZodType, Data>(
  schema: Schema,
  run: (admin: SessionUser, input: z.output<Schema>) => Promise<Data>,
) {
  return action(requireAdmin, schema, run)
}

/** The same for forms that strangers fill in: signing in, asking for an offer. */
export function guestAction<Schema extends z.ZodType, Data>(
  schema: Schema,
  run: (input: z.output<Schema>) => Promise<Data>,
) {
  return action(
    async () => undefined,
    schema,
    (_stranger, input) => run(input),
  )
}
