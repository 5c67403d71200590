//! What can be done with one call, declared: printed by the program, and the same as a generated crate has it.
//!
//! ```sh
//! graph-codegen declare --spec beta.yaml --include "/communications/calls/{id}" --include "/communications/calls/{id}/**"
//! ```

use graph_macros::graph_api;

#[graph_api(title = "Microsoft Graph", base_url = "https://graph.microsoft.com/beta", version = "beta")]
pub mod graph {
    pub mod communications {
        pub mod calls {
            pub mod item {
                #[graph_builder("/communications/calls/{call-id}", "call-id" = "The unique identifier of call")]
                impl CallItemRequestBuilder {
                    /// Retrieve the properties and relationships of a call object.
                    #[graph(
                        query(expand, select),
                        docs = "https://learn.microsoft.com/graph/api/call-get?view=graph-rest-beta"
                    )]
                    pub fn get(&self) -> models::Call;

                    /// Update the navigation property calls in communications
                    pub fn patch(&self, body: models::Call) -> models::Call;

                    /// Delete or hang up an active call. For group calls, this will only delete your call leg and the
                    /// underlying group call will still continue.
                    #[graph(
                        headers("If-Match"),
                        docs = "https://learn.microsoft.com/graph/api/call-delete?view=graph-rest-beta"
                    )]
                    pub fn delete(&self);
                }

                pub mod audio_routing_groups {
                    #[graph_builder("/communications/calls/{call-id}/audioRoutingGroups")]
                    impl AudioRoutingGroupsRequestBuilder {
                        /// Retrieve a list of audioRoutingGroup objects.
                        #[graph(
                            query(count, expand, filter, orderby, search, select, skip, top),
                            docs = "https://learn.microsoft.com/graph/api/call-list-audioroutinggroups?view=graph-rest-beta"
                        )]
                        pub fn get(&self) -> models::AudioRoutingGroupCollectionResponse;

                        /// Create a new audioRoutingGroup.
                        #[graph(
                            docs = "https://learn.microsoft.com/graph/api/call-post-audioroutinggroups?view=graph-rest-beta"
                        )]
                        pub fn post(&self, body: models::AudioRoutingGroup) -> models::AudioRoutingGroup;
                    }

                    pub mod count {
                        #[graph_builder("/communications/calls/{call-id}/audioRoutingGroups/$count")]
                        impl CountRequestBuilder {
                            /// Get the number of the resource
                            #[graph(query(filter, search), accept = "text/plain;q=0.9")]
                            pub fn get(&self) -> i32;
                        }
                    }

                    pub mod item {
                        #[graph_builder(
                            "/communications/calls/{call-id}/audioRoutingGroups/{audioRoutingGroup-id}",
                            "audioRoutingGroup-id" = "The unique identifier of audioRoutingGroup"
                        )]
                        impl AudioRoutingGroupItemRequestBuilder {
                            /// Retrieve the properties and relationships of an audioRoutingGroup object.
                            #[graph(
                                query(expand, select),
                                docs = "https://learn.microsoft.com/graph/api/audioroutinggroup-get?view=graph-rest-beta"
                            )]
                            pub fn get(&self) -> models::AudioRoutingGroup;

                            /// Modify sources and receivers of an audioRoutingGroup.
                            #[graph(
                                docs = "https://learn.microsoft.com/graph/api/audioroutinggroup-update?view=graph-rest-beta"
                            )]
                            pub fn patch(&self, body: models::AudioRoutingGroup) -> models::AudioRoutingGroup;

                            /// Delete the specified audioRoutingGroup.
                            #[graph(
                                headers("If-Match"),
                                docs = "https://learn.microsoft.com/graph/api/audioroutinggroup-delete?view=graph-rest-beta"
                            )]
                            pub fn delete(&self);
                        }
                    }
                }

                pub mod content_sharing_sessions {
                    #[graph_builder("/communications/calls/{call-id}/contentSharingSessions")]
                    impl ContentSharingSessionsRequestBuilder {
                        /// Retrieve a list of contentSharingSession objects in a call.
                        #[graph(
                            query(count, expand, filter, orderby, search, select, skip, top),
                            docs = "https://learn.microsoft.com/graph/api/call-list-contentsharingsessions?view=graph-rest-beta"
                        )]
                        pub fn get(&self) -> models::ContentSharingSessionCollectionResponse;

                        /// Create new navigation property to contentSharingSessions for communications
                        pub fn post(&self, body: models::ContentSharingSession) -> models::ContentSharingSession;
                    }

                    pub mod count {
                        #[graph_builder("/communications/calls/{call-id}/contentSharingSessions/$count")]
                        impl CountRequestBuilder {
                            /// Get the number of the resource
                            #[graph(query(filter, search), accept = "text/plain;q=0.9")]
                            pub fn get(&self) -> i32;
                        }
                    }

                    pub mod item {
                        #[graph_builder(
                            "/communications/calls/{call-id}/contentSharingSessions/{contentSharingSession-id}",
                            "contentSharingSession-id" = "The unique identifier of contentSharingSession"
                        )]
                        impl ContentSharingSessionItemRequestBuilder {
                            /// Retrieve the properties of a contentSharingSession object.
                            #[graph(
                                query(expand, select),
                                docs = "https://learn.microsoft.com/graph/api/contentsharingsession-get?view=graph-rest-beta"
                            )]
                            pub fn get(&self) -> models::ContentSharingSession;

                            /// Update the navigation property contentSharingSessions in communications
                            pub fn patch(&self, body: models::ContentSharingSession) -> models::ContentSharingSession;

                            /// Delete navigation property contentSharingSessions for communications
                            #[graph(headers("If-Match"))]
                            pub fn delete(&self);
                        }
                    }
                }

                pub mod add_large_gallery_view {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.addLargeGalleryView", action)]
                    impl AddLargeGalleryViewRequestBuilder {
                        /// Add the large gallery view to a call. For details about how to identify a large gallery view
                        /// participant in a roster so that you can retrieve the relevant data to subscribe to the video feed,
                        /// see Identify large gallery view participants in a roster.
                        #[graph(
                            docs = "https://learn.microsoft.com/graph/api/call-addlargegalleryview?view=graph-rest-beta"
                        )]
                        pub fn post(&self, body: AddLargeGalleryViewPostRequestBody) -> models::AddLargeGalleryViewOperation;
                    }

                    #[graph_model(inline)]
                    pub struct AddLargeGalleryViewPostRequestBody {
                        pub client_context: Option<String>,
                    }
                }

                pub mod answer {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.answer", action)]
                    impl AnswerRequestBuilder {
                        /// Enable a bot to answer an incoming call. The incoming call request can be an invitation from a
                        /// participant in a group call or a peer-to-peer call. If an invitation to a group call is received,
                        /// the notification contains the chatInfo and meetingInfo parameters. The bot is expected to answer,
                        /// reject or redirect the call before the call times out. The current timeout value is 15 seconds. The
                        /// current timeout value is 15 seconds for regular scenarios, and 5 seconds for policy-based recording
                        /// scenarios. This API supports the following PSTN scenarios:
                        #[graph(docs = "https://learn.microsoft.com/graph/api/call-answer?view=graph-rest-beta")]
                        pub fn post(&self, body: AnswerPostRequestBody);
                    }

                    #[graph_model(inline)]
                    pub struct AnswerPostRequestBody {
                        pub callback_uri: Option<String>,
                        pub media_config: Option<Box<models::MediaConfig>>,
                        pub accepted_modalities: Option<Vec<models::Modality>>,
                        pub participant_capacity: Option<i32>,
                        pub call_options: Option<Box<models::IncomingCallOptions>>,
                    }
                }

                pub mod cancel_media_processing {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.cancelMediaProcessing", action)]
                    impl CancelMediaProcessingRequestBuilder {
                        /// Cancels processing for any in-progress media operations. Media operations refer to the IVR
                        /// operations playPrompt and recordResponse, which are by default queued to process in order. The
                        /// cancelMediaProcessing method cancels any operation that is in-process as well as operations that are
                        /// queued. For example, this API can be used to clean up the IVR operation queue for a new media
                        /// operation. However, it will not cancel a ubscribeToTone operation because it operates independent of
                        /// any operation queue.
                        #[graph(
                            docs = "https://learn.microsoft.com/graph/api/call-cancelmediaprocessing?view=graph-rest-beta"
                        )]
                        pub fn post(&self, body: CancelMediaProcessingPostRequestBody) -> models::CancelMediaProcessingOperation;
                    }

                    #[graph_model(inline)]
                    pub struct CancelMediaProcessingPostRequestBody {
                        pub client_context: Option<String>,
                    }
                }

                pub mod change_screen_sharing_role {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.changeScreenSharingRole", action)]
                    impl ChangeScreenSharingRoleRequestBuilder {
                        /// Allow applications to share screen content with the participants of a group call.
                        #[graph(
                            docs = "https://learn.microsoft.com/graph/api/call-changescreensharingrole?view=graph-rest-beta"
                        )]
                        pub fn post(&self, body: ChangeScreenSharingRolePostRequestBody);
                    }

                    #[graph_model(inline)]
                    pub struct ChangeScreenSharingRolePostRequestBody {
                        pub role: Option<models::ScreenSharingRole>,
                    }
                }

                pub mod keep_alive {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.keepAlive", action)]
                    impl KeepAliveRequestBuilder {
                        /// Make a request to this API every 15 to 45 minutes to ensure that an ongoing call remains active. A
                        /// call that doesn't receive this request within 45 minutes is considered inactive and ends. At least
                        /// one successful request must be made within 45 minutes of the previous request, or the start of the
                        /// call. We recommend that you send a request in shorter time intervals (every 15 minutes). Make sure
                        /// that these requests are successful to prevent the call from timing out and ending. Attempting to
                        /// send a request to a call that ended results in a 404 Not Found error. The resources related to the
                        /// call should be cleaned up on the application side.
                        #[graph(docs = "https://learn.microsoft.com/graph/api/call-keepalive?view=graph-rest-beta")]
                        pub fn post(&self);
                    }
                }

                pub mod mute {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.mute", action)]
                    impl MuteRequestBuilder {
                        /// Allows the application to mute itself. This is a server mute, meaning that the server drops all
                        /// audio packets for this participant, even if the participant continues to stream audio. For more
                        /// information about how to handle mute operations, see muteParticipantOperation.
                        #[graph(docs = "https://learn.microsoft.com/graph/api/call-mute?view=graph-rest-beta")]
                        pub fn post(&self, body: MutePostRequestBody) -> models::MuteParticipantOperation;
                    }

                    #[graph_model(inline)]
                    pub struct MutePostRequestBody {
                        pub client_context: Option<String>,
                    }
                }

                pub mod play_prompt {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.playPrompt", action)]
                    impl PlayPromptRequestBuilder {
                        /// Play a prompt in the call. For more information about how to handle operations, see commsOperation
                        #[graph(docs = "https://learn.microsoft.com/graph/api/call-playprompt?view=graph-rest-beta")]
                        pub fn post(&self, body: PlayPromptPostRequestBody) -> models::PlayPromptOperation;
                    }

                    #[graph_model(inline)]
                    pub struct PlayPromptPostRequestBody {
                        pub prompts: Option<Vec<models::Prompt>>,
                        pub r#loop: Option<bool>,
                        pub client_context: Option<String>,
                    }
                }

                pub mod record {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.record", action)]
                    impl RecordRequestBuilder {
                        /// Invoke action record
                        pub fn post(&self, body: RecordPostRequestBody) -> models::RecordOperation;
                    }

                    #[graph_model(inline)]
                    pub struct RecordPostRequestBody {
                        pub prompts: Option<Vec<models::Prompt>>,
                        pub barge_in_allowed: Option<bool>,
                        pub initial_silence_timeout_in_seconds: Option<i32>,
                        pub max_silence_timeout_in_seconds: Option<i32>,
                        pub max_record_duration_in_seconds: Option<i32>,
                        pub play_beep: Option<bool>,
                        pub stream_while_recording: Option<bool>,
                        pub stop_tones: Option<Vec<String>>,
                        pub client_context: Option<String>,
                    }
                }

                pub mod record_response {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.recordResponse", action)]
                    impl RecordResponseRequestBuilder {
                        /// Record a short audio response from the caller. A bot can use this API to capture a voice response
                        /// from a caller after they're prompted for a response. For more information about how to handle
                        /// operations, see commsOperation. This action isn't intended to record the entire call. The maximum
                        /// length of recording is 2 minutes.The Cloud Communications Platform doesn't save the recording
                        /// permanently and discards it shortly after the call ends. The bot must download the recording
                        /// promptly after the recording operation finishes by using the recordingLocation value provided in the
                        /// completed notification.
                        #[graph(docs = "https://learn.microsoft.com/graph/api/call-record?view=graph-rest-beta")]
                        pub fn post(&self, body: RecordResponsePostRequestBody) -> models::RecordOperation;
                    }

                    #[graph_model(inline)]
                    pub struct RecordResponsePostRequestBody {
                        pub prompts: Option<Vec<models::Prompt>>,
                        pub barge_in_allowed: Option<bool>,
                        pub initial_silence_timeout_in_seconds: Option<i32>,
                        pub max_silence_timeout_in_seconds: Option<i32>,
                        pub max_record_duration_in_seconds: Option<i32>,
                        pub play_beep: Option<bool>,
                        pub stream_while_recording: Option<bool>,
                        pub stop_tones: Option<Vec<String>>,
                        pub client_context: Option<String>,
                    }
                }

                pub mod redirect {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.redirect", action)]
                    impl RedirectRequestBuilder {
                        /// Redirect an incoming call that wasn't answered or rejected yet. The terms 'redirecting' and
                        /// 'forwarding' a call are used interchangeably. The bot is expected to redirect the call before the
                        /// call times out. The current timeout value is 15 seconds.
                        #[graph(docs = "https://learn.microsoft.com/graph/api/call-redirect?view=graph-rest-beta")]
                        pub fn post(&self, body: RedirectPostRequestBody);
                    }

                    #[graph_model(inline)]
                    pub struct RedirectPostRequestBody {
                        pub targets: Option<Vec<models::InvitationParticipantInfo>>,
                        pub target_disposition: Option<models::CallDisposition>,
                        pub timeout: Option<i32>,
                        pub mask_callee: Option<bool>,
                        pub mask_caller: Option<bool>,
                        pub callback_uri: Option<String>,
                    }
                }

                pub mod reject {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.reject", action)]
                    impl RejectRequestBuilder {
                        /// Enable a bot to reject an incoming call. The incoming call request can be an invite from a
                        /// participant in a group call or a peer-to-peer call. If an invite to a group call is received, the
                        /// notification contains the chatInfo and meetingInfo parameters. The bot is expected to answer or
                        /// reject the call before the call times out. The current timeout value is 15 seconds. This API doesn't
                        /// end existing calls that have already been answered. Use delete call to end a call.
                        #[graph(docs = "https://learn.microsoft.com/graph/api/call-reject?view=graph-rest-beta")]
                        pub fn post(&self, body: RejectPostRequestBody);
                    }

                    #[graph_model(inline)]
                    pub struct RejectPostRequestBody {
                        pub reason: Option<models::RejectReason>,
                        #[graph(starts_with = "https://")]
                        pub callback_uri: Option<String>,
                    }
                }

                pub mod send_dtmf_tones {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.sendDtmfTones", action)]
                    impl SendDtmfTonesRequestBuilder {
                        /// Invoke action sendDtmfTones
                        pub fn post(&self, body: SendDtmfTonesPostRequestBody) -> models::SendDtmfTonesOperation;
                    }

                    #[graph_model(inline)]
                    pub struct SendDtmfTonesPostRequestBody {
                        pub tones: Option<Vec<models::Tone>>,
                        pub delay_between_tones_ms: Option<i32>,
                        pub client_context: Option<String>,
                    }
                }

                pub mod subscribe_to_tone {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.subscribeToTone", action)]
                    impl SubscribeToToneRequestBuilder {
                        /// Subscribe to DTMF (dual-tone multi-frequency signaling) to allow you to be notified when the user
                        /// presses keys on a dialpad. This action is supported only for calls that are initiated with
                        /// serviceHostedMediaConfig.
                        #[graph(
                            docs = "https://learn.microsoft.com/graph/api/call-subscribetotone?view=graph-rest-beta"
                        )]
                        pub fn post(&self, body: SubscribeToTonePostRequestBody) -> models::SubscribeToToneOperation;
                    }

                    #[graph_model(inline)]
                    pub struct SubscribeToTonePostRequestBody {
                        pub client_context: Option<String>,
                    }
                }

                pub mod transfer {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.transfer", action)]
                    impl TransferRequestBuilder {
                        /// Transfer an active peer-to-peer call or group call. A consultative transfer means that the
                        /// transferor can inform the person they want to transfer the call to (the transferee), before the
                        /// transfer is made. This is opposed to transfering the call directly.
                        #[graph(docs = "https://learn.microsoft.com/graph/api/call-transfer?view=graph-rest-beta")]
                        pub fn post(&self, body: TransferPostRequestBody);
                    }

                    #[graph_model(inline)]
                    pub struct TransferPostRequestBody {
                        pub transfer_target: Option<Box<models::InvitationParticipantInfo>>,
                        pub transferee: Option<Box<models::ParticipantInfo>>,
                    }
                }

                pub mod unmute {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.unmute", action)]
                    impl UnmuteRequestBuilder {
                        /// Allow the application to unmute itself. This is a server unmute, meaning that the server will start
                        /// sending audio packets for this participant to other participants again. For more information about
                        /// how to handle unmute operations, see unmuteParticipantOperation.
                        #[graph(docs = "https://learn.microsoft.com/graph/api/call-unmute?view=graph-rest-beta")]
                        pub fn post(&self, body: UnmutePostRequestBody) -> models::UnmuteParticipantOperation;
                    }

                    #[graph_model(inline)]
                    pub struct UnmutePostRequestBody {
                        pub client_context: Option<String>,
                    }
                }

                pub mod update_recording_status {
                    #[graph_builder("/communications/calls/{call-id}/microsoft.graph.updateRecordingStatus", action)]
                    impl UpdateRecordingStatusRequestBuilder {
                        /// Update the application's recording status associated with a call. This requires the use of the Teams
                        /// policy-based recording solution.
                        #[graph(
                            docs = "https://learn.microsoft.com/graph/api/call-updaterecordingstatus?view=graph-rest-beta"
                        )]
                        pub fn post(&self, body: UpdateRecordingStatusPostRequestBody) -> models::UpdateRecordingStatusOperation;
                    }

                    #[graph_model(inline)]
                    pub struct UpdateRecordingStatusPostRequestBody {
                        pub status: Option<models::RecordingStatus>,
                        pub client_context: Option<String>,
                    }
                }

                pub mod operations {
                    #[graph_builder("/communications/calls/{call-id}/operations")]
                    impl OperationsRequestBuilder {
                        /// Get the status of an operation that adds the large gallery view to a call.
                        #[graph(query(count, expand, filter, orderby, search, select, skip, top))]
                        pub fn get(&self) -> models::CommsOperationCollectionResponse;

                        /// Create new navigation property to operations for communications
                        pub fn post(&self, body: models::CommsOperation) -> models::CommsOperation;
                    }

                    pub mod count {
                        #[graph_builder("/communications/calls/{call-id}/operations/$count")]
                        impl CountRequestBuilder {
                            /// Get the number of the resource
                            #[graph(query(filter, search), accept = "text/plain;q=0.9")]
                            pub fn get(&self) -> i32;
                        }
                    }

                    pub mod item {
                        #[graph_builder(
                            "/communications/calls/{call-id}/operations/{commsOperation-id}",
                            "commsOperation-id" = "The unique identifier of commsOperation"
                        )]
                        impl CommsOperationItemRequestBuilder {
                            /// Get the status of an operation that adds the large gallery view to a call.
                            #[graph(
                                query(expand, select),
                                docs = "https://learn.microsoft.com/graph/api/addlargegalleryviewoperation-get?view=graph-rest-beta"
                            )]
                            pub fn get(&self) -> models::CommsOperation;

                            /// Update the navigation property operations in communications
                            pub fn patch(&self, body: models::CommsOperation) -> models::CommsOperation;

                            /// Delete navigation property operations for communications
                            #[graph(headers("If-Match"))]
                            pub fn delete(&self);
                        }
                    }
                }

                pub mod participants {
                    #[graph_builder("/communications/calls/{call-id}/participants")]
                    impl ParticipantsRequestBuilder {
                        /// Retrieve a list of participant objects in the call.
                        #[graph(
                            query(count, expand, filter, orderby, search, select, skip, top),
                            docs = "https://learn.microsoft.com/graph/api/call-list-participants?view=graph-rest-beta"
                        )]
                        pub fn get(&self) -> models::ParticipantCollectionResponse;

                        /// Create new navigation property to participants for communications
                        pub fn post(&self, body: models::Participant) -> models::Participant;
                    }

                    pub mod count {
                        #[graph_builder("/communications/calls/{call-id}/participants/$count")]
                        impl CountRequestBuilder {
                            /// Get the number of the resource
                            #[graph(query(filter, search), accept = "text/plain;q=0.9")]
                            pub fn get(&self) -> i32;
                        }
                    }

                    pub mod invite {
                        #[graph_builder("/communications/calls/{call-id}/participants/microsoft.graph.invite", action)]
                        impl InviteRequestBuilder {
                            /// Invite participants to the active call. For more information about how to handle operations, see
                            /// commsOperation.
                            #[graph(
                                docs = "https://learn.microsoft.com/graph/api/participant-invite?view=graph-rest-beta"
                            )]
                            pub fn post(&self, body: InvitePostRequestBody) -> models::InviteParticipantsOperation;
                        }

                        #[graph_model(inline)]
                        pub struct InvitePostRequestBody {
                            pub participants: Option<Vec<models::InvitationParticipantInfo>>,
                            pub client_context: Option<String>,
                        }
                    }

                    pub mod mute_all {
                        #[graph_builder("/communications/calls/{call-id}/participants/microsoft.graph.muteAll", action)]
                        impl MuteAllRequestBuilder {
                            /// Mute all participants in the call.
                            #[graph(
                                docs = "https://learn.microsoft.com/graph/api/participant-muteall?view=graph-rest-beta"
                            )]
                            pub fn post(&self, body: MuteAllPostRequestBody) -> models::MuteParticipantsOperation;
                        }

                        #[graph_model(inline)]
                        pub struct MuteAllPostRequestBody {
                            pub participants: Option<Vec<String>>,
                            pub client_context: Option<String>,
                        }
                    }

                    pub mod item {
                        #[graph_builder(
                            "/communications/calls/{call-id}/participants/{participant-id}",
                            "participant-id" = "The unique identifier of participant"
                        )]
                        impl ParticipantItemRequestBuilder {
                            /// Retrieve the properties and relationships of a participant object.
                            #[graph(
                                query(expand, select),
                                docs = "https://learn.microsoft.com/graph/api/participant-get?view=graph-rest-beta"
                            )]
                            pub fn get(&self) -> models::Participant;

                            /// Update the navigation property participants in communications
                            pub fn patch(&self, body: models::Participant) -> models::Participant;

                            /// Delete a specific participant in a call. In some situations, it is appropriate for an application to
                            /// remove a participant from an active call. This action can be done before or after the participant
                            /// answers the call. When an active caller is removed, they are immediately dropped from the call with
                            /// no pre- or post-removal notification. When an invited participant is removed, any outstanding add
                            /// participant request is canceled.
                            #[graph(
                                headers("If-Match"),
                                docs = "https://learn.microsoft.com/graph/api/participant-delete?view=graph-rest-beta"
                            )]
                            pub fn delete(&self);
                        }

                        pub mod mute {
                            #[graph_builder(
                                "/communications/calls/{call-id}/participants/{participant-id}/microsoft.graph.mute",
                                action
                            )]
                            impl MuteRequestBuilder {
                                /// Mute a specific participant in the call. This is a server mute, meaning that the server will drop
                                /// all audio packets for this participant, even if the participant continues to stream audio. For more
                                /// information about how to handle mute operations, see muteParticipantOperation.
                                #[graph(
                                    docs = "https://learn.microsoft.com/graph/api/participant-mute?view=graph-rest-beta"
                                )]
                                pub fn post(&self, body: MutePostRequestBody) -> models::MuteParticipantOperation;
                            }

                            #[graph_model(inline)]
                            pub struct MutePostRequestBody {
                                pub client_context: Option<String>,
                            }
                        }

                        pub mod start_hold_music {
                            #[graph_builder(
                                "/communications/calls/{call-id}/participants/{participant-id}/microsoft.graph.startHoldMusic",
                                action
                            )]
                            impl StartHoldMusicRequestBuilder {
                                /// Put a participant on hold and play music in the background.
                                #[graph(
                                    docs = "https://learn.microsoft.com/graph/api/participant-startholdmusic?view=graph-rest-beta"
                                )]
                                pub fn post(&self, body: StartHoldMusicPostRequestBody) -> models::StartHoldMusicOperation;
                            }

                            #[graph_model(inline)]
                            pub struct StartHoldMusicPostRequestBody {
                                pub custom_prompt: Option<Box<models::Prompt>>,
                                pub client_context: Option<String>,
                            }
                        }

                        pub mod stop_hold_music {
                            #[graph_builder(
                                "/communications/calls/{call-id}/participants/{participant-id}/microsoft.graph.stopHoldMusic",
                                action
                            )]
                            impl StopHoldMusicRequestBuilder {
                                /// Reincorporate a participant previously put on hold to the call.
                                #[graph(
                                    docs = "https://learn.microsoft.com/graph/api/participant-stopholdmusic?view=graph-rest-beta"
                                )]
                                pub fn post(&self, body: StopHoldMusicPostRequestBody) -> models::StopHoldMusicOperation;
                            }

                            #[graph_model(inline)]
                            pub struct StopHoldMusicPostRequestBody {
                                pub client_context: Option<String>,
                            }
                        }
                    }
                }
            }
        }
    }

    pub mod models {
        #[graph_model(name = "ODataCountResponse")]
        pub type ODataCountResponse = i32;

        #[graph_model(type_name = "#microsoft.graph.addLargeGalleryViewOperation", base = CommsOperation)]
        pub struct AddLargeGalleryViewOperation {}

        #[graph_model(type_name = "#microsoft.graph.audioRoutingGroup", base = Entity)]
        pub struct AudioRoutingGroup {
            /// List of receiving participant ids.
            pub receivers: Option<Vec<String>>,
            pub routing_mode: Option<RoutingMode>,
            /// List of source participant ids.
            pub sources: Option<Vec<String>>,
        }

        #[graph_model(name = "microsoft.graph.audioRoutingGroupCollectionResponse")]
        pub struct AudioRoutingGroupCollectionResponse {
            pub value: Option<Vec<AudioRoutingGroup>>,
            #[graph(rename = "@odata.nextLink")]
            pub odata_next_link: Option<String>,
            #[graph(rename = "@odata.count")]
            pub odata_count: Option<i64>,
        }

        #[graph_enum(name = "microsoft.graph.autoAdmittedUsersType")]
        pub enum AutoAdmittedUsersType {
            EveryoneInCompany,
            Everyone,
        }

        #[graph_model(type_name = "#microsoft.graph.call", base = Entity)]
        pub struct Call {
            /// The list of active modalities. Possible values are: unknown, audio, video, videoBasedScreenSharing,
            /// data. Read-only.
            pub active_modalities: Option<Vec<Modality>>,
            pub answered_by: Option<Box<ParticipantInfo>>,
            /// The callback URL on which callbacks will be delivered. Must be https.
            pub callback_uri: Option<String>,
            /// A unique identifier for all the participant calls in a conference or a unique identifier for two
            /// participant calls in a P2P call. This needs to be copied over from Microsoft.Graph.Call.CallChainId.
            pub call_chain_id: Option<String>,
            pub call_options: Option<Box<CallOptions>>,
            /// The routing information on how the call was retargeted. Read-only.
            pub call_routes: Option<Vec<CallRoute>>,
            pub chat_info: Option<Box<ChatInfo>>,
            pub direction: Option<CallDirection>,
            pub incoming_context: Option<Box<IncomingContext>>,
            pub media_config: Option<Box<MediaConfig>>,
            pub media_state: Option<Box<CallMediaState>>,
            pub meeting_capability: Option<Box<MeetingCapability>>,
            pub meeting_info: Option<Box<MeetingInfo>>,
            pub my_participant_id: Option<String>,
            /// The list of requested modalities. Possible values are: unknown, audio, video,
            /// videoBasedScreenSharing, data.
            pub requested_modalities: Option<Vec<Modality>>,
            pub result_info: Option<Box<ResultInfo>>,
            /// Ringing timeout in seconds for outgoing peer to peer calls. The max value for this attribute is 115
            /// seconds.
            pub ringing_timeout_in_seconds: Option<i32>,
            /// This property is applicable for peer to peer calls only. Possible values are: none, noMissedCall,
            /// disableForwardingExceptPhone, disableForwarding, preferSkypeForBusiness, unknownFutureValue.
            pub routing_policies: Option<Vec<RoutingPolicy>>,
            pub source: Option<Box<ParticipantInfo>>,
            pub state: Option<CallState>,
            /// The subject of the conversation.
            pub subject: Option<String>,
            /// The targets of the call. Required information for creating peer to peer call.
            pub targets: Option<Vec<InvitationParticipantInfo>>,
            /// Read-only. tenantId in Microsoft Entra ID.
            pub tenant_id: Option<String>,
            pub termination_reason: Option<String>,
            pub tone_info: Option<Box<ToneInfo>>,
            pub transcription: Option<Box<CallTranscriptionInfo>>,
            pub audio_routing_groups: Option<Vec<AudioRoutingGroup>>,
            pub content_sharing_sessions: Option<Vec<ContentSharingSession>>,
            pub operations: Option<Vec<CommsOperation>>,
            pub participants: Option<Vec<Participant>>,
        }

        #[graph_enum(name = "microsoft.graph.callDirection")]
        pub enum CallDirection {
            Incoming,
            Outgoing,
        }

        #[graph_enum(name = "microsoft.graph.callDisposition")]
        pub enum CallDisposition {
            Default,
            SimultaneousRing,
            Forward,
        }

        #[graph_model(type_name = "#microsoft.graph.callMediaState")]
        pub struct CallMediaState {
            pub audio: Option<MediaState>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_model(type_name = "#microsoft.graph.callOptions")]
        pub struct CallOptions {
            /// Indicates whether to hide the app after the call is escalated.
            pub hide_bot_after_escalation: Option<bool>,
            /// Indicates whether content sharing notifications should be enabled for the call.
            pub is_content_sharing_notification_enabled: Option<bool>,
            /// Indicates whether delta roster is enabled for the call.
            pub is_delta_roster_enabled: Option<bool>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_model(type_name = "#microsoft.graph.callRoute")]
        pub struct CallRoute {
            pub r#final: Option<Box<IdentitySet>>,
            pub original: Option<Box<IdentitySet>>,
            pub routing_type: Option<RoutingType>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_enum(name = "microsoft.graph.callState")]
        pub enum CallState {
            Incoming,
            Establishing,
            Ringing,
            Established,
            Hold,
            Transferring,
            TransferAccepted,
            Redirecting,
            Terminating,
            Terminated,
            UnknownFutureValue,
        }

        #[graph_model(type_name = "#microsoft.graph.callTranscriptionInfo")]
        pub struct CallTranscriptionInfo {
            /// The state modified time in UTC.
            pub last_modified_date_time: Option<DateTimeOffset>,
            pub state: Option<CallTranscriptionState>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_enum(name = "microsoft.graph.callTranscriptionState")]
        pub enum CallTranscriptionState {
            NotStarted,
            Active,
            Inactive,
            UnknownFutureValue,
        }

        #[graph_model(type_name = "#microsoft.graph.cancelMediaProcessingOperation", base = CommsOperation)]
        pub struct CancelMediaProcessingOperation {}

        #[graph_model(type_name = "#microsoft.graph.chatInfo")]
        pub struct ChatInfo {
            /// The unique identifier for a message in a Microsoft Teams channel.
            pub message_id: Option<String>,
            /// The ID of the reply message.
            pub reply_chain_message_id: Option<String>,
            /// The unique identifier for a thread in Microsoft Teams.
            pub thread_id: Option<String>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_model(type_name = "#microsoft.graph.commsOperation", base = Entity)]
        pub struct CommsOperation {
            /// Unique Client Context string. Max limit is 256 chars.
            pub client_context: Option<String>,
            pub result_info: Option<Box<ResultInfo>>,
            pub status: Option<OperationStatus>,
        }

        #[graph_model(name = "microsoft.graph.commsOperationCollectionResponse")]
        pub struct CommsOperationCollectionResponse {
            pub value: Option<Vec<CommsOperation>>,
            #[graph(rename = "@odata.nextLink")]
            pub odata_next_link: Option<String>,
            #[graph(rename = "@odata.count")]
            pub odata_count: Option<i64>,
        }

        #[graph_model(type_name = "#microsoft.graph.contentSharingSession", base = Entity)]
        pub struct ContentSharingSession {}

        #[graph_model(name = "microsoft.graph.contentSharingSessionCollectionResponse")]
        pub struct ContentSharingSessionCollectionResponse {
            pub value: Option<Vec<ContentSharingSession>>,
            #[graph(rename = "@odata.nextLink")]
            pub odata_next_link: Option<String>,
            #[graph(rename = "@odata.count")]
            pub odata_count: Option<i64>,
        }

        #[graph_enum(name = "microsoft.graph.endpointType")]
        pub enum EndpointType {
            Default,
            Voicemail,
            SkypeForBusiness,
            SkypeForBusinessVoipPhone,
            UnknownFutureValue,
        }

        #[graph_model(type_name = "#microsoft.graph.entity")]
        pub struct Entity {
            /// The unique identifier for an entity. Read-only.
            pub id: Option<String>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_model(type_name = "#microsoft.graph.identity")]
        pub struct Identity {
            /// The display name of the identity. For drive items, the display name might not always be available or
            /// up to date. For example, if a user changes their display name the API might show the new value in a
            /// future response, but the items associated with the user don't show up as changed when using delta.
            pub display_name: Option<String>,
            /// Unique identifier for the identity or actor. For example, in the access reviews decisions API, this
            /// property might record the id of the principal, that is, the group, user, or application that's
            /// subject to review.
            pub id: Option<String>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_model(type_name = "#microsoft.graph.identitySet")]
        pub struct IdentitySet {
            pub application: Option<Box<Identity>>,
            pub device: Option<Box<Identity>>,
            pub user: Option<Box<Identity>>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_model(type_name = "#microsoft.graph.incomingCallOptions", base = CallOptions)]
        pub struct IncomingCallOptions {}

        #[graph_model(type_name = "#microsoft.graph.incomingContext")]
        pub struct IncomingContext {
            /// The id of the participant that is under observation. Read-only.
            pub observed_participant_id: Option<String>,
            pub on_behalf_of: Option<Box<IdentitySet>>,
            /// The id of the participant that triggered the incoming call. Read-only.
            pub source_participant_id: Option<String>,
            pub transferor: Option<Box<IdentitySet>>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_model(type_name = "#microsoft.graph.invitationParticipantInfo")]
        pub struct InvitationParticipantInfo {
            pub endpoint_type: Option<EndpointType>,
            /// Optional. Whether to hide the participant from the roster.
            pub hidden: Option<bool>,
            pub identity: Option<Box<IdentitySet>>,
            /// Optional. The ID of the target participant.
            pub participant_id: Option<String>,
            /// Optional. Whether to remove them from the main mixer.
            pub remove_from_default_audio_routing_group: Option<bool>,
            /// Optional. The call which the target identity is currently a part of. For peer-to-peer case, the call
            /// will be dropped once the participant is added successfully.
            pub replaces_call_id: Option<String>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_model(type_name = "#microsoft.graph.inviteParticipantsOperation", base = CommsOperation)]
        pub struct InviteParticipantsOperation {
            /// The participants to invite.
            pub participants: Option<Vec<InvitationParticipantInfo>>,
        }

        #[graph_model(type_name = "#microsoft.graph.mediaConfig")]
        pub struct MediaConfig {
            /// Remove media from the default audio group.
            pub remove_from_default_audio_group: Option<bool>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_enum(name = "microsoft.graph.mediaDirection")]
        pub enum MediaDirection {
            Inactive,
            SendOnly,
            ReceiveOnly,
            SendReceive,
        }

        #[graph_enum(name = "microsoft.graph.mediaState")]
        pub enum MediaState {
            Active,
            Inactive,
            UnknownFutureValue,
        }

        #[graph_model(type_name = "#microsoft.graph.mediaStream")]
        pub struct MediaStream {
            pub direction: Option<MediaDirection>,
            /// The media stream label.
            pub label: Option<String>,
            pub media_type: Option<Modality>,
            /// Indicates whether the server has muted the media.
            pub server_muted: Option<bool>,
            /// The source ID.
            pub source_id: Option<String>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_model(type_name = "#microsoft.graph.meetingCapability")]
        pub struct MeetingCapability {
            /// Indicates whether anonymous users dialout is allowed in a meeting.
            pub allow_anonymous_users_to_dial_out: Option<bool>,
            /// Indicates whether anonymous users are allowed to start a meeting.
            pub allow_anonymous_users_to_start_meeting: Option<bool>,
            pub auto_admitted_users: Option<AutoAdmittedUsersType>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_model(type_name = "#microsoft.graph.meetingInfo")]
        pub struct MeetingInfo {
            pub allow_conversation_without_host: Option<bool>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_enum(name = "microsoft.graph.modality")]
        pub enum Modality {
            Unknown,
            Audio,
            Video,
            VideoBasedScreenSharing,
            Data,
            UnknownFutureValue,
        }

        #[graph_model(type_name = "#microsoft.graph.muteParticipantOperation", base = CommsOperation)]
        pub struct MuteParticipantOperation {}

        #[graph_model(type_name = "#microsoft.graph.muteParticipantsOperation", base = CommsOperation)]
        pub struct MuteParticipantsOperation {
            pub participants: Option<Vec<String>>,
        }

        #[graph_enum(name = "microsoft.graph.onlineMeetingContentSharingDisabledReason", flags)]
        pub enum OnlineMeetingContentSharingDisabledReason {
            WatermarkProtection,
            UnknownFutureValue,
        }

        #[graph_model(type_name = "#microsoft.graph.onlineMeetingRestricted")]
        pub struct OnlineMeetingRestricted {
            pub content_sharing_disabled: Option<Flags<OnlineMeetingContentSharingDisabledReason>>,
            pub video_disabled: Option<Flags<OnlineMeetingVideoDisabledReason>>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_enum(name = "microsoft.graph.onlineMeetingVideoDisabledReason", flags)]
        pub enum OnlineMeetingVideoDisabledReason {
            WatermarkProtection,
            UnknownFutureValue,
        }

        #[graph_enum(name = "microsoft.graph.operationStatus", rename_all = "PascalCase")]
        pub enum OperationStatus {
            NotStarted,
            Running,
            Completed,
            Failed,
        }

        #[graph_model(type_name = "#microsoft.graph.participant", base = Entity)]
        pub struct Participant {
            pub info: Option<Box<ParticipantInfo>>,
            pub is_identity_anonymized: Option<bool>,
            /// true if the participant is in lobby.
            pub is_in_lobby: Option<bool>,
            /// true if the participant is muted (client or server muted).
            pub is_muted: Option<bool>,
            /// The list of media streams.
            pub media_streams: Option<Vec<MediaStream>>,
            /// A blob of data provided by the participant in the roster.
            pub metadata: Option<String>,
            /// The participant's preferred display name that overrides the original display name.
            pub preferred_display_name: Option<String>,
            pub recording_info: Option<Box<RecordingInfo>>,
            pub removed_state: Option<Box<RemovedState>>,
            pub restricted_experience: Option<Box<OnlineMeetingRestricted>>,
            /// Indicates the roster sequence number the participant was last updated in.
            pub roster_sequence_number: Option<i64>,
        }

        #[graph_model(name = "microsoft.graph.participantCollectionResponse")]
        pub struct ParticipantCollectionResponse {
            pub value: Option<Vec<Participant>>,
            #[graph(rename = "@odata.nextLink")]
            pub odata_next_link: Option<String>,
            #[graph(rename = "@odata.count")]
            pub odata_count: Option<i64>,
        }

        #[graph_model(type_name = "#microsoft.graph.participantInfo")]
        pub struct ParticipantInfo {
            /// The ISO 3166-1 Alpha-2 country code of the participant's best estimated physical location at the
            /// start of the call. Read-only.
            pub country_code: Option<String>,
            pub endpoint_type: Option<EndpointType>,
            pub identity: Option<Box<IdentitySet>>,
            /// The language culture string. Read-only.
            pub language_id: Option<String>,
            pub non_anonymized_identity: Option<Box<IdentitySet>>,
            /// The participant ID of the participant. Read-only.
            pub participant_id: Option<String>,
            /// The client platform ID of the participant. Read-only.
            pub platform_id: Option<String>,
            /// The home region of the participant, and can be a country, a continent, or a larger geographic
            /// region. The region doesn't change based on the participant's current physical location, unlike
            /// countryCode. Read-only.
            pub region: Option<String>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_enum(name = "microsoft.graph.playPromptCompletionReason")]
        pub enum PlayPromptCompletionReason {
            Unknown,
            CompletedSuccessfully,
            MediaOperationCanceled,
            UnknownFutureValue,
        }

        #[graph_model(type_name = "#microsoft.graph.playPromptOperation", base = CommsOperation)]
        pub struct PlayPromptOperation {
            pub completion_reason: Option<PlayPromptCompletionReason>,
        }

        #[graph_model(type_name = "#microsoft.graph.prompt")]
        pub struct Prompt {
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_enum(name = "microsoft.graph.recordCompletionReason")]
        pub enum RecordCompletionReason {
            OperationCanceled,
            StopToneDetected,
            MaxRecordDurationReached,
            InitialSilenceTimeout,
            MaxSilenceTimeout,
            PlayPromptFailed,
            PlayBeepFailed,
            MediaReceiveTimeout,
            UnspecifiedError,
        }

        #[graph_model(type_name = "#microsoft.graph.recordOperation", base = CommsOperation)]
        pub struct RecordOperation {
            pub completion_reason: Option<RecordCompletionReason>,
            /// The access token required to retrieve the recording.
            pub recording_access_token: Option<String>,
            /// The location where the recording is located.
            pub recording_location: Option<String>,
        }

        #[graph_model(type_name = "#microsoft.graph.recordingInfo")]
        pub struct RecordingInfo {
            pub initiated_by: Option<Box<ParticipantInfo>>,
            pub initiator: Option<Box<IdentitySet>>,
            pub recording_status: Option<RecordingStatus>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_enum(name = "microsoft.graph.recordingStatus")]
        pub enum RecordingStatus {
            Unknown,
            NotRecording,
            Recording,
            Failed,
            UnknownFutureValue,
        }

        #[graph_enum(name = "microsoft.graph.rejectReason")]
        pub enum RejectReason {
            None,
            Busy,
            Forbidden,
            UnknownFutureValue,
        }

        #[graph_model(type_name = "#microsoft.graph.removedState")]
        pub struct RemovedState {
            /// The removal reason for the participant resource.
            pub reason: Option<String>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_model(type_name = "#microsoft.graph.resultInfo")]
        pub struct ResultInfo {
            /// The result code.
            pub code: Option<i32>,
            /// The message.
            pub message: Option<String>,
            /// The result sub-code.
            pub subcode: Option<i32>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_enum(name = "microsoft.graph.routingMode")]
        pub enum RoutingMode {
            OneToOne,
            Multicast,
        }

        #[graph_enum(name = "microsoft.graph.routingPolicy")]
        pub enum RoutingPolicy {
            None,
            NoMissedCall,
            DisableForwardingExceptPhone,
            DisableForwarding,
            PreferSkypeForBusiness,
            UnknownFutureValue,
        }

        #[graph_enum(name = "microsoft.graph.routingType")]
        pub enum RoutingType {
            Forwarded,
            Lookup,
            SelfFork,
            UnknownFutureValue,
        }

        #[graph_enum(name = "microsoft.graph.screenSharingRole")]
        pub enum ScreenSharingRole {
            Viewer,
            Sharer,
        }

        #[graph_enum(name = "microsoft.graph.sendDtmfCompletionReason")]
        pub enum SendDtmfCompletionReason {
            Unknown,
            CompletedSuccessfully,
            MediaOperationCanceled,
            UnknownFutureValue,
        }

        #[graph_model(type_name = "#microsoft.graph.sendDtmfTonesOperation", base = CommsOperation)]
        pub struct SendDtmfTonesOperation {
            pub completion_reason: Option<SendDtmfCompletionReason>,
        }

        #[graph_model(type_name = "#microsoft.graph.startHoldMusicOperation", base = CommsOperation)]
        pub struct StartHoldMusicOperation {}

        #[graph_model(type_name = "#microsoft.graph.stopHoldMusicOperation", base = CommsOperation)]
        pub struct StopHoldMusicOperation {}

        #[graph_model(type_name = "#microsoft.graph.subscribeToToneOperation", base = CommsOperation)]
        pub struct SubscribeToToneOperation {}

        #[graph_enum(name = "microsoft.graph.tone")]
        pub enum Tone {
            Tone0,
            Tone1,
            Tone2,
            Tone3,
            Tone4,
            Tone5,
            Tone6,
            Tone7,
            Tone8,
            Tone9,
            Star,
            Pound,
            A,
            B,
            C,
            D,
            Flash,
        }

        #[graph_model(type_name = "#microsoft.graph.toneInfo")]
        pub struct ToneInfo {
            /// An incremental identifier used for ordering DTMF events.
            pub sequence_id: Option<i64>,
            pub tone: Option<Tone>,
            #[graph(rename = "@odata.type")]
            pub odata_type: Option<String>,
        }

        #[graph_model(type_name = "#microsoft.graph.unmuteParticipantOperation", base = CommsOperation)]
        pub struct UnmuteParticipantOperation {}

        #[graph_model(type_name = "#microsoft.graph.updateRecordingStatusOperation", base = CommsOperation)]
        pub struct UpdateRecordingStatusOperation {}

        pub mod o_data_errors {
            #[graph_model(name = "microsoft.graph.ODataErrors.ErrorDetails")]
            pub struct ErrorDetails {
                pub code: Option<String>,
                pub message: Option<String>,
                pub target: Option<String>,
            }

            /// The structure of this object is service-specific
            #[graph_model(name = "microsoft.graph.ODataErrors.InnerError")]
            pub struct InnerError {}

            #[graph_model(name = "microsoft.graph.ODataErrors.MainError")]
            pub struct MainError {
                pub code: Option<String>,
                pub message: Option<String>,
                pub target: Option<String>,
                pub details: Option<Vec<ErrorDetails>>,
                pub inner_error: Option<Box<InnerError>>,
            }

            #[graph_model(name = "microsoft.graph.ODataErrors.ODataError")]
            pub struct ODataError {
                pub error: Option<Box<MainError>>,
            }
        }
    }
}
