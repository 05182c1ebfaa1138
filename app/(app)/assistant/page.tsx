import type { Metadata } from 'next'
import { Room } from '@/components/assistant/room'
import { typicalCost } from '@/lib/ai/typical-cost'
import { requireUser } from '@/lib/auth'

export const metadata: Metadata = { title: 'Assistant' }

export default async function NewChatPage() {
  const user = await requireUser('/assistant')
  return <Room userId={user.id} chatId={null} messages={[]} typicalCost={await typicalCost()} />
}
