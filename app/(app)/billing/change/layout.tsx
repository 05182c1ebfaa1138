import type { ReactNode } from 'react'
import { requireUser } from '@/lib/auth'

/** Outside of the loading state: a stranger gets a redirect instead of a skeleton. */
export default async function ChangeLayout({ children }: { children: ReactNode }) {
  await requireUser('/pricing')
  return children
}
