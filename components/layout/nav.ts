import { Image, ListChecks, MessageSquare, ReceiptText, ScrollText, Settings2 } from 'lucide-react'

/** The signed-in product's rooms, in the order of every menu; `key` is pressed after `g`. */
export const rooms = [
  { href: '/assistant', label: 'Assistant', icon: MessageSquare, key: 'a' },
  { href: '/images', label: 'Images', icon: Image, key: 'i' },
  { href: '/agents', label: 'Agents', icon: ListChecks, key: 'r' },
  { href: '/usage', label: 'Usage', icon: ScrollText, key: 'u' },
  { href: '/billing', label: 'Billing', icon: ReceiptText, key: 'b' },
  { href: '/settings', label: 'Settings', icon: Settings2, key: 's' },
] as const
