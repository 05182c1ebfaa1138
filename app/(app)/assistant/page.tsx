import type { Metadata } from 'next'
import { Room } from '@/components/assistant/room'
import { modelsFor, startingModel } from '@/lib/ai/models'
import { requireUser } from '@/lib/auth'

export const metadata: Metadata = { title: 'Assistant' }

export default async function NewChatPage() {
  const user = await requireUser('/assistant')
  const models = await modelsFor(user.id)
  return (
    <Room
      userId={user.id}
      chatId={null}
      messages={[]}
      models={models}
      model={startingModel(models)}
    />
  )
}
