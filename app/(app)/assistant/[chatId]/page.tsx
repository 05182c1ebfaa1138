import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { KeptRoom } from '@/components/assistant/kept-room'
import { loadChat } from '@/lib/ai/chats'
import { modelsFor, startingModel } from '@/lib/ai/models'
import { requireUser } from '@/lib/auth'

type Props = PageProps<'/assistant/[chatId]'>

/** Once per request, for the title and the page. */
const read = cache(async (chatId: string) => {
  const user = await requireUser(`/assistant/${chatId}`)
  const chat = await loadChat(user.id, chatId)
  if (!chat) notFound()
  return { user, chat }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { chat } = await read((await params).chatId)
  return { title: chat.title }
}

export default async function ChatPage({ params }: Props) {
  const { user, chat } = await read((await params).chatId)
  const models = await modelsFor(user.id)
  return (
    <KeptRoom
      userId={user.id}
      chatId={chat.id}
      title={chat.title}
      messages={chat.messages}
      models={models}
      model={startingModel(models, chat.model)}
    />
  )
}
