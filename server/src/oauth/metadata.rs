//! Where everything is (RFC 8414). Clients use PKCE only where this names its method.

use axum::Json;
use axum::extract::State;
use palabre_core::access::scopes;
use serde_json::{Value, json};

use crate::app::App;

/// `GET /.well-known/oauth-authorization-server`.
pub(crate) async fn tell(State(app): State<App>) -> Json<Value> {
    let origin = app.core.base().origin();
    Json(json!({
        "issuer": format!("{origin}/"),
        "service_documentation": format!("{origin}/source"),
        "authorization_endpoint": format!("{origin}/oauth/authorize"),
        "token_endpoint": format!("{origin}/oauth/token"),
        "userinfo_endpoint": format!("{origin}/oauth/userinfo"),
        "revocation_endpoint": format!("{origin}/oauth/revoke"),
        "app_registration_endpoint": format!("{origin}/api/v1/apps"),
        "scopes_supported": scopes::all(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    }))
}
