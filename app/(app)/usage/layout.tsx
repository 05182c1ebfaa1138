import type { ReactNode } from 'react'
import { requireUser } from '@/lib/auth'

/** Outside of the loading state: a stranger gets a redirect instead of a skeleton. */
export default async function UsageLayout({ children }: { children: ReactNode }) {
  await requireUser('/usage')
  return children
}
