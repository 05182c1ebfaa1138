'use client'

import { CircleUserRound } from 'lucide-react'
import { lateMenu } from '@/components/ui/late-menu'
import type { UserMenuProps } from './user-menu-panel'

const Panel = lateMenu(async () => (await import('./panels')).UserMenuPanel)

export function UserMenu(props: UserMenuProps) {
  return (
    <Panel
      {...props}
      trigger={
        <button
          type="button"
          aria-label="Account menu"
          className="grid size-9 place-items-center rounded-md text-soft hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken"
        >
          <CircleUserRound className="size-5" strokeWidth={1.75} aria-hidden="true" />
        </button>
      }
    />
  )
}
