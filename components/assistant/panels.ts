// What opens at a click in the assistant, in one file so that it is loaded as one: each would bring its own copy of the menus.
export { ChatDrawerPanel } from './chat-drawer-panel'
export { ChatMenu } from './chat-menu'
export { ModelPanel } from './model-panel'
