"""Which verbs and attributes TwiML has; a test holds this against the SDK's own classes."""

from hub.demo.carrier.params import BOOL, INT, METHOD, TEXT, Param, Type, choice

# Addresses inside TwiML may be relative: https://www.twilio.com/docs/voice/twiml#relative-urls
LINK = Param(type=Type.TEXT)
# https://www.twilio.com/docs/voice/twiml/say
SAY = {"voice": TEXT, "loop": INT, "language": TEXT}
# https://www.twilio.com/docs/voice/twiml/play
PLAY = {"loop": INT, "digits": TEXT}
# https://www.twilio.com/docs/voice/twiml/pause
PAUSE = {"length": INT}
# https://www.twilio.com/docs/voice/twiml/gather
GATHER = {
    "input": choice("dtmf", "speech", "dtmf speech", "speech dtmf"),
    "action": LINK,
    "method": METHOD,
    "timeout": TEXT,
    "speechTimeout": TEXT,
    "maxSpeechTime": INT,
    "profanityFilter": BOOL,
    "finishOnKey": TEXT,
    "numDigits": INT,
    "partialResultCallback": LINK,
    "partialResultCallbackMethod": METHOD,
    "language": TEXT,
    "hints": TEXT,
    "bargeIn": BOOL,
    "debug": BOOL,
    "actionOnEmptyResult": BOOL,
    "speechModel": TEXT,
    "enhanced": BOOL,
}
RECORDING_EVENTS = frozenset({"in-progress", "completed", "absent"})
# https://www.twilio.com/docs/voice/twiml/record
RECORD = {
    "action": LINK,
    "method": METHOD,
    "timeout": INT,
    "finishOnKey": TEXT,
    "maxLength": INT,
    "playBeep": BOOL,
    "trim": choice("trim-silence", "do-not-trim"),
    "recordingStatusCallback": LINK,
    "recordingStatusCallbackMethod": METHOD,
    "recordingStatusCallbackEvent": TEXT,
    "transcribe": BOOL,
    "transcribeCallback": LINK,
    "recordingConfigurationId": TEXT,
}
DIAL_RECORD = choice(
    "do-not-record",
    "record-from-answer",
    "record-from-ringing",
    "record-from-answer-dual",
    "record-from-ringing-dual",
    "true",
    "false",
)
# https://www.twilio.com/docs/voice/twiml/dial
DIAL = {
    "action": LINK,
    "method": METHOD,
    "timeout": INT,
    "hangupOnStar": BOOL,
    "timeLimit": INT,
    "callerId": TEXT,
    "record": DIAL_RECORD,
    "trim": choice("trim-silence", "do-not-trim"),
    "recordingStatusCallback": LINK,
    "recordingStatusCallbackMethod": METHOD,
    "recordingStatusCallbackEvent": TEXT,
    "recordingConfigurationId": TEXT,
    "answerOnBridge": BOOL,
    "ringTone": TEXT,
    "recordingTrack": choice("both", "inbound", "outbound"),
    "sequential": BOOL,
    "referUrl": LINK,
    "referMethod": METHOD,
    "events": TEXT,
    "passports": TEXT,
}
LEG = {
    "url": LINK,
    "method": METHOD,
    "statusCallbackEvent": TEXT,
    "statusCallback": LINK,
    "statusCallbackMethod": METHOD,
}
DETECTION = {
    "machineDetection": TEXT,
    "amdStatusCallbackMethod": METHOD,
    "amdStatusCallback": LINK,
    "machineDetectionTimeout": INT,
    "machineDetectionSpeechThreshold": INT,
    "machineDetectionSpeechEndThreshold": INT,
    "machineDetectionSilenceTimeout": INT,
}
# https://www.twilio.com/docs/voice/twiml/number and /client
NUMBER = {"sendDigits": TEXT, "byoc": TEXT, **LEG, **DETECTION}
CLIENT = {**LEG}
# https://www.twilio.com/docs/voice/twiml/conference
CONFERENCE = {
    "muted": BOOL,
    "beep": choice("true", "false", "onEnter", "onExit"),
    "startConferenceOnEnter": BOOL,
    "endConferenceOnExit": BOOL,
    "waitUrl": LINK,
    "waitMethod": METHOD,
    "maxParticipants": INT,
    "record": choice("do-not-record", "record-from-start", "true", "false"),
    "recordingConfigurationId": TEXT,
    "region": TEXT,
    "coach": TEXT,
    "trim": choice("trim-silence", "do-not-trim"),
    "statusCallbackEvent": TEXT,
    "statusCallback": LINK,
    "statusCallbackMethod": METHOD,
    "recordingStatusCallback": LINK,
    "recordingStatusCallbackMethod": METHOD,
    "recordingStatusCallbackEvent": TEXT,
    "eventCallbackUrl": LINK,
    "jitterBufferSize": TEXT,
    "participantLabel": TEXT,
}
CONFERENCE_EVENTS = frozenset(
    {"start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"}
)  # https://www.twilio.com/docs/voice/twiml/conference#attributes-statusCallbackEvent
CALL_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
# https://www.twilio.com/docs/voice/twiml/queue
QUEUE = {"url": LINK, "method": METHOD, "reservationSid": TEXT, "postWorkActivitySid": TEXT}
# https://www.twilio.com/docs/voice/twiml/enqueue
ENQUEUE = {
    "action": LINK,
    "maxQueueSize": INT,
    "method": METHOD,
    "waitUrl": LINK,
    "waitUrlMethod": METHOD,
    "workflowSid": TEXT,
}
# https://www.twilio.com/docs/voice/twiml/redirect and /reject
REDIRECT = {"method": METHOD}
REJECT = {"reason": choice("rejected", "busy")}

ATTRIBUTES: dict[str, dict[str, Param]] = {
    "Response": {},
    "Say": SAY,
    "Play": PLAY,
    "Pause": PAUSE,
    "Gather": GATHER,
    "Record": RECORD,
    "Dial": DIAL,
    "Redirect": REDIRECT,
    "Hangup": {},
    "Reject": REJECT,
    "Enqueue": ENQUEUE,
    "Leave": {},
    "Number": NUMBER,
    "Client": CLIENT,
    "Conference": CONFERENCE,
    "Queue": QUEUE,
}
VERBS = frozenset(
    {"Say", "Play", "Pause", "Gather", "Record", "Dial", "Redirect", "Hangup", "Reject", "Enqueue", "Leave"}
)
CHILDREN: dict[str, frozenset[str]] = {
    "Response": VERBS,
    "Gather": frozenset({"Say", "Play", "Pause"}),
    "Dial": frozenset({"Number", "Client", "Conference", "Queue"}),
}
# What the TwiML of a waiting or whispering document may hold.
# https://www.twilio.com/docs/voice/twiml/enqueue#attributes-wait-url
WAIT_IN_QUEUE = frozenset({"Play", "Say", "Pause", "Hangup", "Redirect", "Leave", "Gather"})
# https://www.twilio.com/docs/voice/twiml/conference#attributes-waiturl
WAIT_IN_CONFERENCE = frozenset({"Play", "Say", "Pause", "Redirect"})
# https://www.twilio.com/docs/voice/twiml/number#attributes-url
WHISPER = frozenset({"Play", "Say", "Gather", "Record", "Redirect", "Pause", "Hangup"})
# https://www.twilio.com/docs/voice/twiml/queue#attributes-url
WHISPER_TO_DEQUEUED = frozenset({"Play", "Say", "Pause", "Redirect"})
MESSAGE = {"to": TEXT, "from": TEXT, "action": LINK, "method": METHOD, "statusCallback": LINK}
