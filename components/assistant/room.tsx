'use client'

import { usePathname } from 'next/navigation'
import { useState } from 'react'
import type { AssistantMessage } from '@/lib/ai/messages'
import type { OfferedModel } from '@/lib/ai/models'
import type { ModelId } from '@/lib/catalogue'
import type { Answer } from './answer'
import { Chat } from './chat'

export type RoomProps = {
  userId: string
  /** The chat this page was rendered for; `null`: a new one. */
  chatId: string | null
  /** Its name: the list beside it need not reach back so far. */
  title?: string
  messages: AssistantMessage[]
  models: OfferedModel[]
  /** The chat's; a new one begins with it. */
  model: ModelId
  /** What draws the answers among the messages. A new chat has none yet, and gets it later. */
  Answer?: typeof Answer
}

const idIn = (pathname: string): string | null => pathname.split('/')[2] ?? null

/**
 * Decides which chat is on the page. A new chat gets its id here and its address with the first message, without a
 * navigation, which would end the stream; so the address, not what the server rendered, says which chat it is.
 */
export function Room({ userId, chatId, title, messages, models, model, Answer }: RoomProps) {
  const inAddress = idIn(usePathname())
  const [shown, setShown] = useState(inAddress)
  const [newId, setNewId] = useState(() => crypto.randomUUID() as string)
  if (shown !== inAddress) {
    setShown(inAddress)
    if (inAddress === null) setNewId(crypto.randomUUID())
  }
  const id = inAddress ?? newId
  return (
    <Chat
      key={id}
      id={id}
      userId={userId}
      name={id === chatId ? title : undefined}
      initial={id === chatId ? messages : []}
      models={models}
      initialModel={model}
      Answer={Answer}
    />
  )
}
