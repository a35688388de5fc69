// What the server asks the person. Anyone who comes is signed in as "anna", or as the client's login_hint says.

const page = (folder) => `<!doctype html>
<html lang="en"><title>Consent</title>
<form method="post" action="${folder}/allow"><button>Allow</button></form>
<form method="post" action="${folder}/deny"><button>Deny</button></form>
</html>`

async function allow (provider, request, response) {
  const { params } = await provider.interactionDetails(request, response)
  const accountId = params.login_hint ?? 'anna'
  const grant = new provider.Grant({ accountId, clientId: params.client_id })
  grant.addOIDCScope(params.scope)
  for (const resource of [params.resource ?? []].flat()) {
    grant.addResourceScope(resource, params.scope)
  }
  const grantId = await grant.save()
  await provider.interactionFinished(request, response, { login: { accountId }, consent: { grantId } })
}

async function deny (provider, request, response) {
  const result = { error: 'access_denied', error_description: 'anna said no' }
  await provider.interactionFinished(request, response, result)
}

/** Responds to a request below `folder`, the address of one interaction. */
export async function respondWithConsent (provider, folder, decision, request, response) {
  if (request.method === 'POST') {
    await (decision === 'allow' ? allow : deny)(provider, request, response)
  } else {
    response.setHeader('Content-Type', 'text/html').end(page(folder))
  }
}
