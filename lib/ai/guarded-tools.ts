import 'server-only'
import { AppError } from '@/lib/errors'

type Execute = (...call: unknown[]) => unknown

/**
 * The same tools, as they are given to a model: `most` calls run in all, and what goes wrong in one is said in a sentence of ours.
 *
 * A model may ask for any number of calls at once, and tokens are all it pays for them with: without a bound one question, or one
 * text that it reads, keeps the database busy. And the SDK tells a model the message of whatever a tool throws, so a model that
 * is asked to would tell of our tables and paths.
 */
export function guarded<Tools extends object>(tools: Tools, most: number): Tools {
  let made = 0
  const guard = (execute: Execute): Execute => {
    return async (...call) => {
      made += 1
      if (made > most)
        throw new AppError('rate_limited', 'Too many tools were called for one question.')
      try {
        return await execute(...call)
      } catch (cause) {
        if (cause instanceof AppError && !cause.worthLogging) throw cause
        throw new AppError('unavailable', 'That did not work just now. Nothing was changed.', {
          cause,
        })
      }
    }
  }
  return Object.fromEntries(
    Object.entries(tools).map(([name, tool]) => [
      name,
      { ...tool, execute: guard((tool as { execute: Execute }).execute) },
    ]),
  ) as Tools
}
