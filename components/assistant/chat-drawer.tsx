'use client'

import { PanelLeft } from 'lucide-react'
import { memo } from 'react'
import { Button } from '@/components/ui/button'
import { lateMenu } from '@/components/ui/late-menu'

const Panel = lateMenu(async () => (await import('./panels')).ChatDrawerPanel, 'dialog')

/** The list of chats on a screen too narrow to keep it beside the chat. Not drawn again with each letter that is typed there. */
export const ChatDrawer = memo(function ChatDrawer() {
  return (
    <Panel
      trigger={
        <Button variant="ghost" size="sm" className="-ml-2 text-soft">
          <PanelLeft aria-hidden="true" />
          Chats
        </Button>
      }
    />
  )
})
