import 'server-only'
import { z } from 'zod'
import { db } from '@/lib/db'

/** What users may change about themselves: this, and nothing else that a form may carry. */
export const profileInput = z.object({
  name: z
    .string()
    .trim()
    .max(80, 'Please keep it under 80 characters.')
    .transform((name) => name || null),
})

export async function updateProfile(userId: string, { name }: z.output<typeof profileInput>) {
  await db().user.update({ where: { id: userId }, data: { name }, select: { id: true } })
}
