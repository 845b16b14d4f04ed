/** Routes that the document does not have yet. Goes once it has them. */
import { answer, api } from "./client";

type Asked = Promise<{ data?: unknown; error?: unknown; response: Response }>;
type Untyped = (path: string, init: object) => Asked;

export const patch = <Data>(path: string, init: object): Promise<Data> =>
  answer((api.PATCH as unknown as Untyped)(path, init)) as Promise<Data>;
export const post = <Data>(path: string, init: object): Promise<Data> =>
  answer((api.POST as unknown as Untyped)(path, init)) as Promise<Data>;
export const get = <Data>(path: string, init: object): Promise<Data> =>
  answer((api.GET as unknown as Untyped)(path, init)) as Promise<Data>;
