import { z } from 'zod'

/** A setting that is understood but cannot be changed: only its default is taken. */
export const only = <const Value extends string | number | boolean>(value: Value) =>
  z.literal(value, `can only be ${JSON.stringify(value)} here`).nullish()

/** Taken though it changes nothing, because it says something about the caller and not about the answer. */
export const ignored = z.unknown().optional().describe('Taken and without effect.')
