import { z } from 'zod'
import { apiScopes } from '@/lib/auth/api-scopes'

/** How long a key may live, in days; the first is what the form begins with. */
export const keyLives = ['90', '30', '365', 'never'] as const
export type KeyLife = (typeof keyLives)[number]

export const newKeyInput = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'A key needs a name.')
    .max(60, 'Please keep it under 60 characters.'),
  scopes: z
    .array(z.enum(apiScopes))
    .min(1, 'Choose at least one scope.')
    .transform((scopes) => apiScopes.filter((scope) => scopes.includes(scope))),
  life: z.enum(keyLives),
})

export type NewKeyInput = z.output<typeof newKeyInput>
