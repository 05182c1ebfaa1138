'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '@/components/ui/cn'

const pages = [
  { href: '/admin', label: 'Overview' },
  { href: '/admin/access', label: 'Access' },
  { href: '/admin/ledger', label: 'Ledger' },
  { href: '/admin/mails', label: 'Mails' },
] as const

/** The owner's pages, under the header. */
export function AdminNav() {
  const pathname = usePathname()
  return (
    <nav aria-label="Admin" className="shell flex gap-1 overflow-x-auto">
      {pages.map(({ href, label }) => {
        const here = pathname === href
        return (
          <Link
            key={href}
            href={href}
            aria-current={here ? 'page' : undefined}
            className={cn(
              'border-b-2 border-transparent px-2.5 py-2 text-sm text-soft transition-colors first:-ml-2.5 hover:text-ink',
              here && 'border-accent font-medium text-ink',
            )}
          >
            {label}
          </Link>
        )
      })}
    </nav>
  )
}
