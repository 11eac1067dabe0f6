import { Controller, Get, Inject, Req, Res, UseGuards } from '@nestjs/common';
import { isProblemCode, openApiDocument, routes } from '#libs/api-contract';
import { DEVICE_FIELDS, SORTABLE_DEVICE_FIELDS } from '#libs/domain';
import { DocumentationFiles } from './documentation-files.ts';
import { docsPage, pageHeaders, problemPage } from './documentation-pages.ts';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ProblemError } from './problem-error.ts';
import { readRequest } from './read-request.ts';
import { routePath } from './route-path.ts';

/** Of the API, not of Muster. */
const apiVersion = '1.0.0';

@Controller()
@UseGuards(LocalOnlyGuard)
export class DocumentationController {
  readonly #openApi = JSON.stringify(
    openApiDocument({
      version: apiVersion,
      filterFields: [...DEVICE_FIELDS].map(([name, field]) => ({ name, ...field })),
      sortFields: SORTABLE_DEVICE_FIELDS,
    }),
  );

  constructor(@Inject(DocumentationFiles) private readonly files: DocumentationFiles) {}

  @Get(routePath(routes.getOpenApi))
  openApi(@Res() reply: HttpReply): void {
    reply.header('content-type', 'application/json; charset=utf-8').send(this.#openApi);
  }

  @Get(routePath(routes.readDocs))
  docs(@Res() reply: HttpReply): void {
    sendPage(reply, docsPage);
  }

  @Get(routePath(routes.readDocsFile))
  async docsFile(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const { file } = readRequest(routes.readDocsFile, request).params;
    const found = await this.files.read(file);
    if (found === undefined) throw new ProblemError('not_found');
    reply
      .header('content-type', found.contentType)
      .header('cache-control', 'max-age=3600')
      .header('x-content-type-options', 'nosniff')
      .send(found.content);
  }

  @Get(routePath(routes.readProblem))
  problem(@Req() request: HttpRequest, @Res() reply: HttpReply): void {
    const { code } = readRequest(routes.readProblem, request).params;
    if (!isProblemCode(code)) throw new ProblemError('not_found');
    sendPage(reply, problemPage(code));
  }

  @Get(routePath(routes.readFrontPage))
  frontPage(@Res() reply: HttpReply): void {
    reply.status(302).header('location', routes.readDocs.path).send('');
  }
}

function sendPage(reply: HttpReply, page: string): void {
  for (const [name, value] of Object.entries(pageHeaders)) reply.header(name, value);
  reply.send(page);
}
