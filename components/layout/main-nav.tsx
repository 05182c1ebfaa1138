'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '@/components/ui/cn'
import { rooms } from './nav'

const isIn = (pathname: string, href: string) =>
  pathname === href || pathname.startsWith(`${href}/`)

/** In the header, from tablets up. */
export function MainNav() {
  const pathname = usePathname()
  return (
    <nav aria-label="Main" className="hidden h-full items-stretch gap-1 md:flex">
      {rooms.map(({ href, label }) => {
        const here = isIn(pathname, href)
        return (
          <Link
            key={href}
            href={href}
            aria-current={here ? 'page' : undefined}
            className={cn(
              '-mb-px flex items-center border-b-2 border-transparent px-2.5 text-sm text-soft transition-colors hover:text-ink',
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

/** At the thumb, on phones. */
export function TabBar() {
  const pathname = usePathname()
  return (
    <nav
      aria-label="Main"
      className="sticky bottom-0 z-30 grid h-(--tabs) grid-cols-6 border-t border-rule bg-paper pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {rooms.map(({ href, label, icon: Icon }) => {
        const here = isIn(pathname, href)
        return (
          <Link
            key={href}
            href={href}
            aria-current={here ? 'page' : undefined}
            className={cn(
              '-mt-px flex flex-col items-center justify-center gap-0.5 border-t-2 border-transparent text-xs text-soft',
              here && 'border-accent font-medium text-ink',
            )}
          >
            <Icon
              className={cn('size-5', here && 'text-accent')}
              strokeWidth={1.75}
              aria-hidden="true"
            />
            {label}
          </Link>
        )
      })}
    </nav>
  )
}
