import Link from 'next/link'
import type { ReactNode } from 'react'
import { Wordmark } from './wordmark'

/** Around a page that stands outside of every room: the way home, and nothing that would have to be read first. */
export function BareFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <header className="border-b border-rule">
        <div className="shell flex h-(--header) items-center">
          <Link href="/" aria-label="Tollgate, home page" className="flex rounded-sm">
            <Wordmark />
          </Link>
        </div>
      </header>
      <main id="content">{children}</main>
    </>
  )
}
