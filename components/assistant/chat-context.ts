'use client'

import { createContext, useContext } from 'react'

/** What the parts of a chat ask of it. `changed`: read the server's copy again, here and in the other tabs that show it. */
type ChatLink = { chatId: string; changed: () => void }

export const ChatContext = createContext<ChatLink>({ chatId: '', changed: () => {} })

export const useChatLink = (): ChatLink => useContext(ChatContext)
